/**
 * Finishes applications whose driver's recorder is gone: takes a lease, uploads the rest of the
 * store, and writes the manifest.
 *
 * <p>May import: checksum, config, discovery, marker, s3, s3.model, ship, store, text, time.
 */
package io.sparkrecorder.reap;
