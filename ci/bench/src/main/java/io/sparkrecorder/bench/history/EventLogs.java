package io.sparkrecorder.bench.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Event logs of many applications: copies of what one real job wrote, each under its own id. */
final class EventLogs {
  private final Path written;
  private final String id;

  private EventLogs(Path written, String id) {
    this.written = written;
    this.id = id;
  }

  /**
   * Runs Spark's own pi example in one process, with the event logs that Spark 4 writes by default.
   */
  static EventLogs write(SparkHome spark, Path folder) throws IOException {
    Path logs = Files.createDirectories(folder.resolve("event-logs"));
    Path conf = Files.createDirectories(folder.resolve("job-conf"));
    Path examples;
    try (Stream<Path> jars = Files.list(spark.home().resolve("examples/jars"))) {
      examples =
          jars.filter(jar -> jar.getFileName().toString().startsWith("spark-examples"))
              .findFirst()
              .orElseThrow();
    }
    Path log = folder.resolve("job.log");
    Process job =
        spark
            .command(
                conf,
                log,
                spark.home().resolve("bin/spark-submit").toString(),
                "--master=local[1]",
                "--class=org.apache.spark.examples.SparkPi",
                "--conf=spark.ui.enabled=false",
                "--conf=spark.eventLog.enabled=true",
                // So that its id can be put into copies.
                "--conf=spark.eventLog.compress=false",
                "--conf=spark.eventLog.dir=" + logs.toUri(),
                examples.toString(),
                "20")
            .start();
    if (job.onExit().join().exitValue() != 0) {
      throw new IOException("the job failed: " + Files.readString(log));
    }
    try (Stream<Path> written = Files.list(logs)) {
      Path one = written.findFirst().orElseThrow();
      return new EventLogs(one, one.getFileName().toString().replaceFirst("^eventlog_v2_", ""));
    }
  }

  /** Bytes of one of them. */
  long bytes() throws IOException {
    try (Stream<Path> files = Files.list(written)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** Puts so many into a folder. */
  void copy(int count, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(written)) {
      files = all.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    }
    for (int number = 0; number < count; number++) {
      String name = "local-%013d".formatted(1_700_000_000_000L + number);
      Path folder = Files.createDirectories(to.resolve("eventlog_v2_" + name));
      for (Path file : files) {
        String text = Files.readString(file, StandardCharsets.UTF_8).replace(id, name);
        Files.writeString(folder.resolve(file.getFileName().toString().replace(id, name)), text);
      }
    }
  }
}
