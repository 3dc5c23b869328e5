package io.sparkrecorder.bench.report.job;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Runs queries of Spark SQL, and tasks whose calls nest in a random order, in turn until the time
 * is over. The random calls give a report more different stacks than its page may hold.
 */
public final class Queries {
  private static final int CORES = 2;
  private static final int CALLS_PER_TASK = 60_000;

  private static final List<String> QUERIES =
      List.of(
          "select k, count(*), sum(v), avg(length(t)) from facts group by k order by 2 desc limit 10",
          "select a.k, max(b.t) from facts a join facts b on a.id = b.id + 7 group by a.k",
          "select k, id, rank() over (partition by k order by v desc) r from facts order by r, id",
          "select regexp_replace(t, '[0-9]+', '#') p, count(distinct id) from facts group by 1",
          "select sha2(t, 256) h, k from facts where t like '%7%' order by h",
          "select k, collect_list(upper(t)) l from facts where id % 3 = 0 group by k",
          "select to_json(struct(id, k, t)) j from facts where v > 0.5 order by j",
          "select date_add(date '2026-01-01', cast(k as int)) d, percentile(v, 0.9) from facts group by 1");

  private Queries() {}

  /** Takes the time as an ISO 8601 duration. */
  public static void main(String[] args) throws IOException {
    long end = System.nanoTime() + Duration.parse(args[0]).toNanos();
    SparkConf conf =
        new SparkConf()
            .setMaster("local[" + CORES + "]")
            .setAppName("bench-report")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "localhost")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.sql.shuffle.partitions", "4")
            .set("spark.sql.warehouse.dir", "warehouse")
            .set("spark.sql.catalogImplementation", "in-memory");
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      spark.sparkContext().setLogLevel("ERROR");
      JavaSparkContext tasks = new JavaSparkContext(spark.sparkContext());
      for (int round = 0; System.nanoTime() - end < 0; round++) {
        facts(spark, round);
        for (String query : QUERIES) {
          spark.sql(query).write().format("noop").mode("overwrite").save();
        }
        nest(tasks, round);
      }
    }
  }

  private static void facts(SparkSession spark, int round) {
    spark
        .range(200_000)
        .selectExpr(
            "id",
            "hash(id, %d) %% 97 as k".formatted(round),
            "rand(%d) as v".formatted(round),
            "concat('text ', id, ' of ', hash(id)) as t")
        .createOrReplaceTempView("facts");
  }

  private static void nest(JavaSparkContext spark, int round) {
    List<Integer> seeds = IntStream.range(0, 8 * CORES).boxed().toList();
    long sum =
        spark
            .parallelize(seeds, seeds.size())
            .map(seed -> RandomCalls.run(100L * round + seed, CALLS_PER_TASK))
            .reduce(Long::sum);
    if (sum == 0) {
      throw new IllegalStateException("the calls give nothing");
    }
  }
}
