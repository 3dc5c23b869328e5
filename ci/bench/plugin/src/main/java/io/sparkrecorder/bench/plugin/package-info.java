/** Measures the cost of a task span in a real Spark job. */
package io.sparkrecorder.bench.plugin;
