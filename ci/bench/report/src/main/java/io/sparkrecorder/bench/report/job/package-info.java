/** The Spark job that is recorded, in a JVM of its own. */
package io.sparkrecorder.bench.report.job;
