/**
 * Defines the documents, marker and manifest: their records, and the readers, writers and callbacks
 * that stream their items. No other package uses Jackson.
 *
 * <p>May import: checksum, text.
 */
package io.sparkrecorder.marker;
