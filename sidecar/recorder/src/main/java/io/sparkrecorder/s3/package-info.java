/**
 * Moves bytes to and from S3, starting at {@link io.sparkrecorder.s3.ObjectStore}: multipart
 * uploads, retries until a deadline, checksums, readable diagnoses.
 *
 * <p>May import: checksum, config, http, time.
 */
package io.sparkrecorder.s3;
