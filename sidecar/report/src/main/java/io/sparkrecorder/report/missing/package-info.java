/** Finds the applications without a report, and has their reports made. */
package io.sparkrecorder.report.missing;
