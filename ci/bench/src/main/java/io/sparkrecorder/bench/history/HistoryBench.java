package io.sparkrecorder.bench.history;

import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import io.sparkrecorder.testbed.VersityGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A history server with the chart's defaults beside one with Spark's: how long until its list is
 * full, and what its looks at the bucket cost. Nothing here can fail for a figure.
 */
public final class HistoryBench {
  private static final int LOOKS = 4;
  private static final int LOOK_SECONDS = 10;
  private static final double DOLLARS = 0.005 / 1000;

  private final Path folder;
  private final SparkHome spark;
  private final VersityGateway server;
  private final int applications;

  /** What was seen of one of them. */
  private record Seen(double first, double again, double lists, double others, int interval) {
    double aDay() {
      return lists * TimeUnit.DAYS.toSeconds(1) / interval;
    }
  }

  private HistoryBench(Path folder, SparkHome spark, VersityGateway server, int applications) {
    this.folder = folder;
    this.spark = spark;
    this.server = server;
    this.applications = applications;
  }

  /**
   * Prints one table.
   *
   * @param arguments the archive of the Spark image, the chart's {@code spark-defaults.conf}, and
   *     the home of a JDK that Spark runs on
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int applications = Integer.parseInt(System.getenv().getOrDefault("APPLICATIONS", "500"));
    Path folder = Files.createTempDirectory("history-bench-");
    try (VersityGateway server = VersityGateway.start(folder.resolve("s3"))) {
      say("unpacking Spark");
      SparkHome spark =
          SparkHome.unpack(Path.of(arguments[0]), folder.resolve("image"), Path.of(arguments[2]));
      new HistoryBench(folder, spark, server, applications).run(properties(Path.of(arguments[1])));
    } finally {
      SparkHome.run(java.util.List.of("rm", "-rf", folder.toString()));
    }
  }

  private void run(Map<String, String> chart) throws IOException, InterruptedException {
    say("writing " + applications + " event logs");
    server.createBucket("bench");
    EventLogs logs = EventLogs.write(spark, folder);
    logs.copy(applications, server.root().resolve("bench/history"));

    Map<String, String> s3 = new TreeMap<>(chart);
    s3.keySet().removeIf(key -> !key.startsWith("spark.hadoop."));
    s3.put("spark.history.fs.logDirectory", chart.get("spark.history.fs.logDirectory"));
    Seen defaults = measure("Spark's defaults", s3, 10);
    int interval = Integer.parseInt(chart.get("spark.history.fs.update.interval").replace("s", ""));
    Map<String, String> shipped = new TreeMap<>(chart);
    shipped.put("spark.history.store.path", folder.resolve("store").toString());
    Seen seen = measure("the chart's defaults", shipped, interval);

    System.out.printf(
        Locale.ROOT,
        "%n| %d applications, event logs of %d kB | the chart's defaults | Spark's defaults |%n",
        applications,
        logs.bytes() / 1000);
    System.out.println("|---|---|---|");
    row("first full list", "%.1f s", seen.first, defaults.first);
    row("full list after a restart", "%.1f s", seen.again, defaults.again);
    row("LIST requests of one look", "%.0f", seen.lists, defaults.lists);
    row("other requests of one look", "%.0f", seen.others, defaults.others);
    row("seconds between looks", "%.0f", seen.interval, defaults.interval);
    row("LIST requests a day", "%,.0f", seen.aDay(), defaults.aDay());
    row("USD a day at 0.005 per 1,000", "%.2f", seen.aDay() * DOLLARS, defaults.aDay() * DOLLARS);
  }

  /** Looks more often than it is set to, so that nobody waits: a look costs the same. */
  private Seen measure(String what, Map<String, String> conf, int interval)
      throws IOException, InterruptedException {
    try (FaultProxy proxy = FaultProxy.before(server.endpoint())) {
      Map<String, String> all = new TreeMap<>(conf);
      all.replaceAll(
          (key, value) -> key.endsWith(".endpoint") ? proxy.endpoint().toString() : value);
      all.put("spark.history.fs.update.interval", LOOK_SECONDS + "s");
      double first;
      double lists;
      double others;
      say(what + ": the first list");
      try (HistoryServer history = start(all, "first-" + interval)) {
        first = history.secondsUntilListed(applications);
        say(what + ": " + LOOKS + " looks at the bucket");
        proxy.reset();
        TimeUnit.SECONDS.sleep((long) LOOKS * LOOK_SECONDS);
        lists = (double) proxy.count(HistoryBench::isList) / LOOKS;
        others = (double) proxy.count(request -> !isList(request)) / LOOKS;
      }
      say(what + ": once more");
      try (HistoryServer history = start(all, "again-" + interval)) {
        return new Seen(first, history.secondsUntilListed(applications), lists, others, interval);
      }
    }
  }

  private HistoryServer start(Map<String, String> conf, String name) throws IOException {
    return HistoryServer.start(
        spark,
        folder.resolve(name),
        conf,
        Map.of(
            "AWS_ACCESS_KEY_ID", server.accessKey(),
            "AWS_SECRET_ACCESS_KEY", server.secretKey(),
            "SPARK_DAEMON_MEMORY", "1g"));
  }

  private static boolean isList(HttpRequest request) {
    return request.method().equals("GET") && request.target().contains("list-type=2");
  }

  private static Map<String, String> properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    Map<String, String> map = new TreeMap<>();
    properties.forEach((key, value) -> map.put(key.toString(), value.toString()));
    return map;
  }

  private static void row(String figure, String format, double chart, double spark) {
    System.out.printf(
        Locale.ROOT, "| %s | " + format + " | " + format + " |%n", figure, chart, spark);
  }

  private static void say(String what) {
    System.err.println(what + " ...");
  }
}
