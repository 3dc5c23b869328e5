package io.sparkrecorder.bench.history;

import io.sparkrecorder.bench.Bucket;
import io.sparkrecorder.bench.Measured;
import io.sparkrecorder.bench.Project;
import io.sparkrecorder.bench.Samples;
import io.sparkrecorder.bench.Spark;
import io.sparkrecorder.bench.Unit;
import io.sparkrecorder.testbed.Table;
import io.sparkrecorder.testbed.VersityGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Measures a history server that reads the event logs of many applications from S3, with the
 * chart's settings and with Spark's defaults, and prints one table. No result fails the run.
 */
public final class HistoryBench {
  /**
   * The interval at which servers scan while the cost of a scan is counted: Spark's default,
   * because the chart's 300 s would take too long.
   */
  private static final Duration COUNTED = Duration.ofSeconds(10);

  private static final int LOOKS = 3;
  private static final Duration LATENCY = Duration.ofMillis(30);

  private final int runs;
  private final int applications;
  private final Path folder;
  private final Spark spark;
  private final AccessLog asked;
  private final Map<Setting, Costs> settings = new LinkedHashMap<>();

  private HistoryBench(
      int runs, int applications, Path folder, Spark spark, AccessLog asked, Setting shipped) {
    this.runs = runs;
    this.applications = applications;
    this.folder = folder;
    this.spark = spark;
    this.asked = asked;
    settings.put(shipped, new Costs());
    settings.put(shipped.sparksOwn(), new Costs());
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int runs = number("RUNS", 3);
    int applications = number("APPLICATIONS", 500);
    Project project = Project.find();
    Path folder = Files.createTempDirectory("bench-history-");
    AccessLog asked = new AccessLog(folder.resolve("access.log"));
    try (VersityGateway server = VersityGateway.start(folder.resolve("s3"), asked.file())) {
      say("unpacking Spark's image");
      Path archive = project.root().resolve("images/spark/target/spark-4.3.tar");
      Spark spark = Spark.unpack(archive, folder.resolve("spark"));
      say("running one job and copying its event log %d times".formatted(applications));
      EventLogs logs = EventLogs.make(spark, folder.resolve("logs"), applications);
      Bucket bucket = Bucket.make(server, "history");
      try (Measured upload = project.s5cmd().upload(logs.folder() + "/*", bucket, Chart.LOGS)) {
        upload.awaitEnd();
      }
      HistoryBench bench =
          new HistoryBench(
              runs, applications, folder, spark, asked, Chart.defaults(project, bucket));
      bench.run();
      System.out.printf(
          "%,d applications, %,d kB of event logs each%n",
          applications, logs.bytes() / applications / 1_000);
      System.out.print(bench.table());
    } finally {
      FileUtils.deleteDirectory(folder.toFile());
    }
  }

  private void run() throws IOException, InterruptedException {
    for (int run = 1; run <= runs; run++) {
      List<Map.Entry<Setting, Costs>> all = new ArrayList<>(settings.entrySet());
      // The order alternates between runs, because the first reader finds an empty page cache.
      for (Map.Entry<Setting, Costs> one : run % 2 == 1 ? all : all.reversed()) {
        say("run %d of %d: %s".formatted(run, runs, one.getKey().name()));
        Path home = folder.resolve("server");
        first(one.getKey(), home, one.getValue());
        again(one.getKey(), home, one.getValue());
        FileUtils.deleteDirectory(home.toFile());
      }
    }
  }

  /** Measures a server that starts without any data. */
  private void first(Setting setting, Path home, Costs costs)
      throws IOException, InterruptedException {
    asked.empty();
    try (Server server = start(setting, home)) {
      costs.firstList.add(server.untilListed(applications).toNanos() / 1e6);
      costs.firstRequests.add(asked.requests().all());
      costs.peak.add(server.peak());
    }
  }

  /** Restarts the server with its stored data, and lets it scan a few times. */
  private void again(Setting setting, Path home, Costs costs)
      throws IOException, InterruptedException {
    asked.empty();
    try (Server server = start(setting.lookingEvery(COUNTED), home)) {
      costs.secondList.add(server.untilListed(applications).toNanos() / 1e6);
      costs.secondRequests.add(asked.requests().all());
      asked.empty();
      while (asked.looks(Chart.LOGS) <= LOOKS) {
        Thread.sleep(200);
      }
      costs.addLook(asked.perLook(Chart.LOGS), setting.interval(), LATENCY);
    }
  }

  private Server start(Setting setting, Path home) throws IOException {
    Path store = Files.createDirectories(home.resolve("store"));
    return Server.start(spark, setting.keepingIn(store.toString()), home.resolve("conf"));
  }

  private Table table() {
    Table table = new Table(cells("figure", Setting::name, _ -> ": median (min..max)"));
    row(table, "time to the first full list", Unit.SECONDS, costs -> costs.firstList);
    row(table, "  requests until then", Unit.REQUESTS, costs -> costs.firstRequests);
    row(table, "  peak memory until then", Unit.MEMORY, costs -> costs.peak);
    row(table, "time to the list after a restart", Unit.SECONDS, costs -> costs.secondList);
    row(table, "  requests until then", Unit.REQUESTS, costs -> costs.secondRequests);
    row(table, "one scan of the bucket", Unit.REQUESTS, costs -> costs.look);
    table.row(cells("  scan interval", setting -> setting.interval().toSeconds() + " s", _ -> ""));
    row(table, "scans of a day, if they take no time", Unit.REQUESTS, costs -> costs.day);
    row(table, "  their price", Unit.DOLLARS, costs -> costs.dollars);
    String slow = "scans of a day, at %d ms per request".formatted(LATENCY.toMillis());
    row(table, slow, Unit.REQUESTS, costs -> costs.slowDay);
    row(table, "  their price", Unit.DOLLARS, costs -> costs.slowDollars);
    return table;
  }

  private void row(Table table, String figure, Unit unit, Function<Costs, Samples> samples) {
    table.row(cells(figure, _ -> "", costs -> samples.apply(costs).text(unit)));
  }

  /** The cells of a row: {@code front}, then one per setting. */
  private String[] cells(
      String front, Function<Setting, String> setting, Function<Costs, String> costs) {
    return Stream.concat(
            Stream.of(front),
            settings.entrySet().stream()
                .map(one -> setting.apply(one.getKey()) + costs.apply(one.getValue())))
        .toArray(String[]::new);
  }

  private static int number(String name, int otherwise) {
    String value = System.getenv(name);
    return value == null || value.isEmpty() ? otherwise : Integer.parseInt(value);
  }

  private static void say(String what) {
    System.err.println(what);
  }
}
