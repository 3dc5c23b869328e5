package io.sparkrecorder.demo.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Joins orders with customers repeatedly for some seconds; seven of ten orders belong to one
 * customer. The result of the join is known in advance, so each round checks itself.
 *
 * <p>Arguments: the file for the result, and the seconds to continue after the first round.
 */
public final class SkewedJoin {
  private static final long ORDERS = 400_000;
  private static final long CUSTOMERS = 1_000;

  /**
   * The weight of every thousand orders: 700 weigh 1, and each of the other 300 weighs one more
   * than its customer's id.
   */
  private static final long WEIGHT_OF_A_THOUSAND = 700 + 150_900 + 300;

  private static final int HEX_DIGITS = 64;

  private static final String JOIN =
      """
      SELECT count(*) AS orders,
             sum(c.weight) AS weight,
             sum(length(sha2(concat_ws('-', o.id, c.name, repeat(c.name, 8)), 256))) AS digits
      FROM (SELECT id, CASE WHEN id %% 10 < 7 THEN 0 ELSE id %% %2$d END AS customer FROM range(0, %1$d, 1, 8)) o
      JOIN (SELECT id, id + 1 AS weight, concat('customer ', id) AS name FROM range(0, %2$d, 1, 2)) c
      ON o.customer = c.id
      """
          .formatted(ORDERS, CUSTOMERS);

  private SkewedJoin() {}

  public static void main(String[] args) throws IOException {
    Path result = Path.of(args[0]);
    Duration time = Duration.ofSeconds(Long.parseLong(args[1]));
    try (SparkSession spark = SparkSession.builder().appName("skewed-join").getOrCreate()) {
      check(spark.sql(JOIN).first());
      // Signals to the demo that the executors work.
      Files.writeString(result, "first round right");
      long end = System.nanoTime() + time.toNanos();
      int rounds = 1;
      while (System.nanoTime() < end) {
        check(spark.sql(JOIN).first());
        rounds++;
      }
      Files.writeString(
          result,
          "right: %d rounds, each %d orders of weight %d"
              .formatted(rounds, ORDERS, ORDERS / 1_000 * WEIGHT_OF_A_THOUSAND));
    }
  }

  private static void check(Row row) {
    long[] found = {row.getLong(0), row.getLong(1), row.getLong(2)};
    long[] expected = {ORDERS, ORDERS / 1_000 * WEIGHT_OF_A_THOUSAND, ORDERS * HEX_DIGITS};
    if (!Arrays.equals(found, expected)) {
      throw new IllegalStateException(
          "wrong: orders, weight, digits are %s instead of %s"
              .formatted(Arrays.toString(found), Arrays.toString(expected)));
    }
  }
}
