package io.sparkrecorder.bench.failuremap;

import io.sparkrecorder.bench.Samples;
import io.sparkrecorder.failuremap.report.ExperimentSummary;
import io.sparkrecorder.failuremap.report.FailureMap;
import io.sparkrecorder.failuremap.report.MapPage;
import io.sparkrecorder.failuremap.report.SyntheticRuns;
import io.sparkrecorder.testbed.Chromium;
import io.sparkrecorder.testbed.Table;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures the failure map's runner against a bare Spark job with the same joins, how busy it keeps
 * the machine with short cells, and the page of 2,000 cells. A figure above its budget does not
 * fail the run.
 */
public final class FailureMapBench {
  private static final String SHORT_CELLS =
      """
      id: short
      heap: [480m, 512m, 544m, 576m, 608m, 640m]
      executors: 1
      build: [1m, 2m]
      join: [sort-merge]
      skew: none
      repeats: 1
      """;

  private final int runs;
  private final Path folder;
  private final Table figures = new Table("figure", "budget", "median (min..max)");

  private FailureMapBench(int runs, Path folder) {
    this.runs = runs;
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int runs = Integer.parseInt(System.getenv().getOrDefault("RUNS", "3"));
    Path folder = Files.createTempDirectory("bench-failure-map-");
    try {
      FailureMapBench bench = new FailureMapBench(runs, folder);
      Distribution spark = Distribution.find();
      bench.cells(spark);
      bench.busy(spark);
      bench.page();
      System.out.print(bench.figures);
    } finally {
      delete(folder);
    }
  }

  /** Both programs run once per round, so that other work on the machine slows both. */
  private void cells(Distribution spark) throws IOException, InterruptedException {
    Samples bare = new Samples();
    Samples map = new Samples();
    Samples ratio = new Samples();
    for (int run = 1; run <= runs; run++) {
      say("round %d of %d: bare joins".formatted(run, runs));
      Path at = Files.createDirectories(folder.resolve("round-" + run));
      double without = new BareRun(spark, at).seconds();
      say("round %d of %d: a failure map".formatted(run, runs));
      double with =
          new MapRun(spark, at.resolve("map")).run(Joins.EXPERIMENT, Joins.count()).seconds();
      bare.add(without);
      map.add(with);
      ratio.add(with / without);
    }
    String joins = " of %d joins".formatted(Joins.count());
    figures.row("a bare Spark job" + joins, "", bare.text("s", 1));
    figures.row("a failure map" + joins, "", map.text("s", 1));
    figures.row("  against the bare job of the same round", "1.15", ratio.text("", 3));
  }

  private void busy(Distribution spark) throws IOException, InterruptedException {
    Samples busy = new Samples();
    for (int run = 1; run <= runs; run++) {
      say("run %d of %d: applications with short cells".formatted(run, runs));
      MapRun shortCells = new MapRun(spark, folder.resolve("short-" + run));
      busy.add(shortCells.run(SHORT_CELLS, 12).busy() * 100);
    }
    figures.row(
        "busy time, six applications with two cells of 1 and 2 MB", "95 %", busy.text("%", 1));
  }

  private void page() throws IOException {
    FailureMap map =
        FailureMap.of(
            new ExperimentSummary("bench", "", "", "4.1.1", "17", 42), SyntheticRuns.large());
    byte[] page = MapPage.of(map);
    Path file = Files.write(folder.resolve("report.html"), page);
    figures.row(
        String.format(
            Locale.ROOT, "page of %,d cells and %,d runs", map.cells().size(), map.runs().size()),
        "5 MB",
        String.format(Locale.ROOT, "%.2f MB", page.length / 1e6));
    Optional<Chromium> chromium = Chromium.start("failure-map");
    if (chromium.isEmpty()) {
      figures.row(
          "  drawn in Chromium", "2,000 ms", "chromium and chromedriver are not in /usr/bin");
      return;
    }
    Samples drawn = new Samples();
    try (Chromium browser = chromium.get()) {
      for (int run = 0; run < Math.max(3, runs); run++) {
        browser.open(file.toUri(), "");
        drawn.add(
            ((Number)
                    browser.script("return performance.getEntriesByName('fm-drawn')[0].startTime"))
                .doubleValue());
      }
    }
    figures.row("  drawn in Chromium", "2,000 ms", drawn.text("ms", 0));
  }

  private static void say(String what) {
    System.err.println(what);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
