package io.sparkrecorder.bench.failuremap.job;

import java.io.IOException;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/** Runs the joins of {@code Joins} with nothing else around them. */
public final class BareJob {
  private static final int ROW_BYTES = 1024;
  private static final int PROBE_ROWS = 10 * 1024;

  private BareJob() {}

  /** Takes one word per join: the hint and the size of the build side in MiB, such as MERGE:64. */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark = SparkSession.builder().appName("bare").getOrCreate()) {
      for (String join : args) {
        int colon = join.indexOf(':');
        long bytes = Long.parseLong(join.substring(colon + 1)) << 20;
        spark.sql(query(join.substring(0, colon), bytes)).collectAsList();
      }
    }
  }

  /** The query of the failure map's own job, with keys that Spark computes. */
  private static String query(String hint, long bytes) {
    return String.format(
        Locale.ROOT,
        "SELECT /*+ %s(b) */ count(*), sum(p.weight), sum(crc32(CAST(b.payload AS BINARY))),"
            + " sum(length(p.payload))"
            + " FROM (SELECT id AS key, id + 1 AS weight, rpad(hex(id), 992, 'y') AS payload"
            + " FROM range(0, %d, 1, 8)) p"
            + " JOIN (SELECT id %% %d AS key, rpad(hex(id ^ 42L), 1000, 'x') AS payload"
            + " FROM range(0, %d, 1, 8)) b ON p.key = b.key",
        hint,
        PROBE_ROWS,
        PROBE_ROWS,
        bytes / ROW_BYTES);
  }
}
