package io.sparkrecorder.bench.history;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import io.sparkrecorder.bench.Measured;
import io.sparkrecorder.bench.Spark;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Event logs of many applications, copied from a real one under other ids.
 *
 * @param folder has one folder per application, as in the bucket
 * @param bytes size of all event logs
 */
record EventLogs(Path folder, long bytes) {
  private static final String ROLLED = "eventlog_v2_";

  private static final int QUERIES = 20;

  /** The charts' settings for jobs. The size limit keeps the log of this small job in one part. */
  private static final Map<String, String> CONF =
      Map.of(
          "spark.eventLog.enabled", "true",
          "spark.eventLog.rolling.enabled", "true",
          "spark.eventLog.rolling.maxFileSize", "10m",
          "spark.eventLog.compress", "true",
          "spark.sql.catalogImplementation", "in-memory",
          "spark.app.name", "nightly");

  /** Runs the job and copies its event log. */
  static EventLogs make(Spark spark, Path work, int applications)
      throws IOException, InterruptedException {
    Path first = Files.createDirectories(work.resolve("first"));
    run(spark, work, first);
    Path log = only(first, ROLLED);
    String id = log.getFileName().toString().substring(ROLLED.length());
    String events = new String(unpacked(only(log, "events_1_")), StandardCharsets.UTF_8);
    Path all = Files.createDirectories(work.resolve("all"));
    long bytes = 0;
    for (int at = 0; at < applications; at++) {
      String copy = "spark-%032x".formatted(at);
      Path to = Files.createDirectories(all.resolve(ROLLED + copy));
      byte[] packed = Zstd.compress(events.replace(id, copy).getBytes(StandardCharsets.UTF_8), 1);
      Files.write(to.resolve("events_1_" + copy + ".zstd"), packed);
      Files.createFile(to.resolve("appstatus_" + copy));
      bytes += packed.length;
    }
    return new EventLogs(all, bytes);
  }

  private static void run(Spark spark, Path work, Path first)
      throws IOException, InterruptedException {
    Path queries = work.resolve("queries.sql");
    StringBuilder text = new StringBuilder();
    for (int at = 1; at <= QUERIES; at++) {
      text.append(
          """
          SELECT k, count(*), max(v) FROM (SELECT id %% %d AS k, id AS v FROM range(0, 200000, 1, 40)) GROUP BY k ORDER BY k LIMIT 5;
          """
              .formatted(at * 7));
    }
    Files.writeString(queries, text);
    Path conf = Files.createDirectories(work.resolve("conf"));
    StringBuilder properties = new StringBuilder("spark.eventLog.dir " + first.toUri() + "\n");
    CONF.forEach((key, value) -> properties.append(key + " " + value + "\n"));
    Files.writeString(conf.resolve("spark-defaults.conf"), properties);
    ProcessBuilder job =
        spark.start(
            conf,
            Map.of(),
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[2]",
            "--class",
            "org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver",
            "spark-internal",
            "-f",
            queries.toString());
    try (Measured measured = Measured.start(job, "")) {
      measured.awaitEnd();
    }
  }

  private static Path only(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
      if (found.size() != 1) {
        throw new IllegalStateException("one " + prefix + "* expected in " + folder + ": " + found);
      }
      return found.getFirst();
    }
  }

  private static byte[] unpacked(Path file) throws IOException {
    try (InputStream stream = new ZstdInputStream(Files.newInputStream(file))) {
      return stream.readAllBytes();
    }
  }
}
