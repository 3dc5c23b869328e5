/** The bare Spark job, which runs in Spark's JVM. */
package io.sparkrecorder.bench.failuremap.job;
