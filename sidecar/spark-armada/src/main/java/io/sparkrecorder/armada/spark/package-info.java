/**
 * Asks Spark's own Kubernetes feature steps for the pods of drivers and executors. No other package
 * knows Spark.
 */
@NullMarked
package io.sparkrecorder.armada.spark;

import org.jspecify.annotations.NullMarked;
