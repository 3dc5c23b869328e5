/**
 * Runs the sidecar's life in one pod, start, watch and drain, and what a driver's recorder does
 * beyond its own pod.
 *
 * <p>May import: checksum, config, discovery, format, marker, s3, ship, spool, store, text, time.
 */
package io.sparkrecorder.record;
