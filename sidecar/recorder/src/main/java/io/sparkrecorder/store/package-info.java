/**
 * Keeps the place where recorders meet: the layout of the shared volume and of the bucket, atomic
 * writes, journals.
 *
 * <p>May import: checksum, config, marker, s3, s3.model, text, time.
 */
package io.sparkrecorder.store;
