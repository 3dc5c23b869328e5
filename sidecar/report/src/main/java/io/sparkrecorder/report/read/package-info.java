/**
 * Reads JFR recordings event by event, one file at a time. Files are untrusted: sizes are bounded,
 * and a chunk with damaged events does not cost the other chunks.
 */
package io.sparkrecorder.report.read;
