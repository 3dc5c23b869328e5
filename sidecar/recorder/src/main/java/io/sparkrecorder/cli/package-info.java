/**
 * Parses the command line, reads the environment, sets exit codes, prints for people, and downloads
 * recordings. No other package knows it.
 *
 * <p>May import: checksum, config, discovery, doctor, format, marker, reap, record, s3, s3.model,
 * ship, spool, store, text, time.
 */
package io.sparkrecorder.cli;
