/**
 * The report as a Spark job: executors read the recordings, and the driver writes the report. The
 * code that reads and folds is that of {@code recorder report}.
 */
package io.sparkrecorder.report.spark;
