/**
 * Gives bytes to S3 and takes them from it through one class, {@link
 * io.sparkrecorder.s3.ObjectStore}.
 *
 * <p>May import: checksum, config, s3.model, s3.request, s3.transfer, time.
 */
package io.sparkrecorder.s3;
