/**
 * Reads Spark's event logs: plain or compressed, one file or rolled, finished or torn. They are
 * untrusted: sizes are bounded, and nothing is read but the fields that a report shows.
 */
package io.sparkrecorder.report.eventlog;
