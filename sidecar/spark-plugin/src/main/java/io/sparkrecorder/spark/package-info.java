/**
 * Spark plugins, one jar for Spark 3.5 to 4.3: Java 11, no Scala, and no libraries other than those
 * that every Spark has.
 */
package io.sparkrecorder.spark;
