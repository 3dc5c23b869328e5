package io.sparkrecorder.bench.report;

import io.sparkrecorder.bench.Samples;
import io.sparkrecorder.testbed.Table;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Measures reports on many recordings and on a large one, with two peers on the same files, then
 * the page in Chromium. A figure above its budget does not fail the run; a wrong number of samples
 * does.
 */
public final class ReportBench {
  private static final int RECORDINGS = 300;
  private static final int EXECUTORS = 200;
  private static final int FILTERS = 9;

  private final int runs;
  private final Path folder;
  private final Table readers =
      new Table("input", "program", "CPU seconds per MB", "peak resident memory", "heap");
  private final Table page = new Table("the page of 200 executors", "budget", "measured");

  private ReportBench(int runs, Path folder) {
    this.runs = runs;
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int runs = Integer.parseInt(System.getenv().getOrDefault("RUNS", "3"));
    Path folder = Files.createTempDirectory("bench-report-");
    try {
      new ReportBench(runs, folder).run(System.getenv().getOrDefault("RECORDING", ""));
    } finally {
      delete(folder);
    }
  }

  private void run(String recording) throws IOException, InterruptedException {
    say(recording.isEmpty() ? "recording a Spark job" : "reading " + recording);
    Recorded recorded =
        recording.isEmpty() ? Recorded.byJob(folder) : Recorded.of(Path.of(recording));
    say(
        "%d chunks of %.2f MB"
            .formatted(recorded.size(), recorded.bytes() / 1e6 / recorded.size()));
    Application many = Application.ofMany(recorded, folder.resolve("many"), RECORDINGS, EXECUTORS);
    measure(many, runs);
    page(Program.page(out(many)));
    delete(many.folder());
    Application one = Application.ofOne(recorded, folder.resolve("one"));
    measure(one, 1);
    readers.row("budget", "", "0.1", "160.0 MB", "96 MB");
    System.out.print(readers + "\n" + page);
  }

  private Path out(Application application) {
    return folder.resolve(application.folder().getFileName() + "-out");
  }

  private void measure(Application application, int times)
      throws IOException, InterruptedException {
    for (Program program : Program.values()) {
      Samples cpu = new Samples();
      Samples peak = new Samples();
      Optional<Program.Run> last = Optional.empty();
      for (int run = 1; run <= times; run++) {
        say("%s: %s, run %d".formatted(application.name(), program.text(), run));
        last = program.run(application, Files.createDirectories(out(application)));
        if (last.isEmpty()) {
          break;
        }
        check(program, last.get().samples(), application.samples());
        cpu.add(last.get().cpuSeconds() / application.megabytes());
        peak.add(last.get().peakKilobytes() * 1024 / 1e6);
      }
      String input = "%s, %,.0f MB".formatted(application.name(), application.megabytes());
      if (last.isEmpty()) {
        readers.row(input, program.text(), "", "", "fails with 6000 MB");
      } else {
        readers.row(
            input,
            program.text(),
            cpu.text("", 4),
            peak.text("MB", 1),
            last.get().heapMegabytes() + " MB");
      }
    }
  }

  private static void check(Program program, OptionalLong found, long expected) {
    if (found.isPresent() && found.getAsLong() != expected) {
      throw new IllegalStateException(
          "%s found %d samples, but the files hold %d"
              .formatted(program.text(), found.getAsLong(), expected));
    }
  }

  private void page(Path file) {
    PageData data = new PageData(file);
    page.row(
        "data, gzipped, with %,d nodes".formatted(data.nodes()),
        "2 MB",
        String.format(Locale.ROOT, "%.2f MB", data.gzippedBytes() / 1e6));
    if (!Chromium.isInstalled()) {
      page.row("in Chromium", "", "chromium and chromedriver are not in /usr/bin");
      return;
    }
    Samples paint = new Samples();
    Samples filter = new Samples();
    try (Chromium chromium = new Chromium()) {
      for (int run = 0; run < Math.max(3, runs); run++) {
        paint.add(chromium.firstPaint(file));
      }
      for (int id = 1; id <= FILTERS; id++) {
        filter.add(chromium.filter("executor-" + id));
      }
    }
    page.row("first paint in Chromium", "1,000 ms", paint.text("ms", 0));
    page.row("a filter in Chromium", "100 ms", filter.text("ms", 0));
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
