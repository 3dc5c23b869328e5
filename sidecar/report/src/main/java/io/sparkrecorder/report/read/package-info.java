/**
 * Reads JFR recordings event by event, one file at a time. Files are untrusted: sizes are bounded,
 * and a damaged chunk costs only itself.
 */
package io.sparkrecorder.report.read;
