package io.sparkrecorder.failuremap.results;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Reads exported tables with Spark, in a process of its own, and writes them as JSON lines. */
final class SparkTableReader {
  private SparkTableReader() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate()) {
      for (String table : Tables.NAMES) {
        spark
            .read()
            .parquet(folder.resolve(table + ".parquet").toString())
            .coalesce(1)
            .write()
            .json(folder.resolve(table + ".parquet.out").toString());
        spark
            .read()
            .option("header", true)
            .option("multiLine", true)
            .option("escape", "\"")
            .csv(folder.resolve(table + ".csv").toString())
            .coalesce(1)
            .write()
            .json(folder.resolve(table + ".csv.out").toString());
      }
    }
  }
}
