/**
 * Holds the words of S3 that other packages use: objects, uploads, results, problems.
 *
 * <p>May import: checksum, time.
 */
package io.sparkrecorder.s3.model;
