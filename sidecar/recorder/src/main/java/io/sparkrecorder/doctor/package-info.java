/**
 * Checks from inside a cluster, or from a user's machine, whether jobs of a namespace can be
 * recorded, and gives the fix for each thing that is wrong.
 *
 * <p>May import: config, discovery, s3, s3.model, text, time.
 */
package io.sparkrecorder.doctor;
