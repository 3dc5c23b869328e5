/** Writes a report: page, JSON, collapsed stacks, speedscope, text. */
package io.sparkrecorder.report.write;
