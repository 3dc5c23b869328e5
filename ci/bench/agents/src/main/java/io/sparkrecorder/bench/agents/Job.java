package io.sparkrecorder.bench.agents;

import io.sparkrecorder.bench.Spark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Queries with shuffles, joins, sorts and hashes, in one JVM with two threads for tasks. */
final class Job {
  private static final int ROUNDS = 3;

  private static final List<String> QUERIES =
      List.of(
          "SELECT k, count(*), sum(length(s)) FROM"
              + " (SELECT id % 5003 AS k, concat('row ', id) AS s FROM range(0, 4000000, 1, 16))"
              + " GROUP BY k ORDER BY k LIMIT 5;",
          "SELECT max(h) FROM"
              + " (SELECT sha2(cast(id AS string), 256) AS h FROM range(0, 1500000, 1, 16));",
          "SELECT count(*), max(a.v + b.v) FROM"
              + " (SELECT id % 20011 AS k, id AS v FROM range(0, 400000, 1, 8)) a JOIN"
              + " (SELECT id % 20011 AS k, id AS v FROM range(0, 400000, 1, 8)) b ON a.k = b.k;",
          "SELECT s FROM (SELECT reverse(concat(id, '-', id % 17)) AS s"
              + " FROM range(0, 1000000, 1, 8)) ORDER BY s DESC LIMIT 3;");

  private final Spark spark;
  private final Path folder;

  Job(Spark spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /**
   * One run of the job.
   *
   * @param cpuSeconds user and system time of the process
   * @param bytes of the files in the spool at its end
   */
  record Cost(double wallSeconds, double cpuSeconds, long bytes) {
    double bytesPerMinute() {
      return bytes * 60 / wallSeconds;
    }
  }

  /**
   * Runs the job.
   *
   * @param chart the chart with the agent
   */
  Cost run(Chart chart) throws IOException, InterruptedException {
    Path work = Files.createTempDirectory(folder, "run-");
    Path spool = Files.createDirectory(work.resolve("recordings"));
    StringBuilder properties =
        new StringBuilder(
            """
            spark.sql.catalogImplementation in-memory
            spark.sql.shuffle.partitions 8
            spark.ui.enabled false
            spark.driver.memory 1g
            """);
    Path profile = Files.writeString(work.resolve("spark.jfc"), chart.profile());
    for (Map.Entry<String, String> one : chart.conf().entrySet()) {
      String value = here(one.getValue(), spool).replace(Chart.PROFILE, profile.toString());
      properties.append(one.getKey()).append(' ').append(value).append('\n');
    }
    Files.writeString(work.resolve("spark-defaults.conf"), properties);
    Files.writeString(work.resolve("queries.sql"), String.join("\n", queries()));
    Path times = work.resolve("times");
    ProcessBuilder job =
        spark.start(
            work,
            Map.of("TIMEFORMAT", "%R %U %S"),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--class",
            "org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver",
            "spark-internal",
            "-f",
            work.resolve("queries.sql").toString());
    List<String> timed =
        new ArrayList<>(List.of("bash", "-c", "{ time \"$@\" >log 2>&1; } 2>times", "bash"));
    timed.addAll(job.command());
    if (job.command(timed).start().waitFor() != 0) {
      throw new IOException("the job failed:\n" + Files.readString(work.resolve("log")));
    }
    double[] seconds =
        Stream.of(Files.readString(times).strip().split(" "))
            .mapToDouble(Double::parseDouble)
            .toArray();
    return new Cost(seconds[0], seconds[1] + seconds[2], size(spool));
  }

  /** The paths of a pod are those of this machine. */
  private String here(String options, Path spool) {
    return options
        .replace("/opt/spark-recorder/agents", spark.agents().toString())
        .replace("/recordings", spool.toString());
  }

  private static List<String> queries() {
    return Stream.generate(() -> QUERIES).limit(ROUNDS).flatMap(List::stream).toList();
  }

  private static long size(Path spool) throws IOException {
    try (Stream<Path> files = Files.walk(spool)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
