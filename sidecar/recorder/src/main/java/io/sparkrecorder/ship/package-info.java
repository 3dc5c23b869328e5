/**
 * Brings recordings from the store, or from a pod's outbox, to S3 in the right order, resumes after
 * a restart, and writes the manifest last.
 *
 * <p>May import: checksum, config, discovery, marker, s3, s3.model, store, text, time.
 */
package io.sparkrecorder.ship;
