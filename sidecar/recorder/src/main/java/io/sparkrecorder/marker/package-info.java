/**
 * Defines the documents, marker and manifest: their records, readers and writers. No other package
 * uses Jackson.
 *
 * <p>May import: checksum, text.
 */
package io.sparkrecorder.marker;
