/**
 * Runs the sidecar's life in one pod, start, watch and drain, and the further duties of a driver's
 * recorder.
 *
 * <p>May import: checksum, config, discovery, format, marker, s3, s3.model, ship, spool, store,
 * text, time.
 */
package io.sparkrecorder.record;
