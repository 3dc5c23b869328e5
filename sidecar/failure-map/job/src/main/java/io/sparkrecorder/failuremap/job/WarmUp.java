package io.sparkrecorder.failuremap.job;

import org.apache.spark.sql.SparkSession;

/**
 * Joins small tables once, so that loading of classes does not count as time of the first cell. Its
 * jobs have no name of a run.
 */
final class WarmUp {
  private static final String CELL =
      "cell=warm-up;try=1;join=sort-merge;build=1048576;probe=65536;skew=hot-key:0;aqe=false;"
          + "aqeSkewJoin=false;partitions=2;seed=0";

  private final SparkSession spark;

  WarmUp(SparkSession application) {
    this.spark = application.newSession();
  }

  void run() {
    CellSpec cell = CellSpec.parse(CELL);
    CellRun.join(spark, cell, new Tables(cell)).collectAsList();
  }
}
