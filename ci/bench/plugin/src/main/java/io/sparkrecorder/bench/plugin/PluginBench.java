package io.sparkrecorder.bench.plugin;

import io.sparkrecorder.bench.Samples;
import io.sparkrecorder.spark.TaskSpans;
import io.sparkrecorder.testbed.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import jdk.jfr.Recording;

/**
 * Measures a task span in a real Spark job: its time, and its bytes in a recording. Jobs with and
 * without the plugin alternate. No result fails the run.
 */
public final class PluginBench {
  private final Samples without = new Samples();
  private final Samples with = new Samples();
  private final Samples bytes = new Samples();
  private final Samples span = new Samples();
  private final Samples idle = new Samples();
  private final Samples share = new Samples();

  private PluginBench() {}

  public static void main(String[] args) throws IOException {
    String asked = System.getenv("RUNS");
    int runs = asked == null || asked.isEmpty() ? 3 : Integer.parseInt(asked);
    new PluginBench().round();
    PluginBench bench = new PluginBench();
    for (int run = 1; run <= runs; run++) {
      System.err.printf(Locale.ROOT, "round %d of %d%n", run, runs);
      bench.round();
    }
    System.out.print(bench.table());
  }

  private void round() throws IOException {
    Recorded none = recorded(() -> Job.empty(Optional.empty()));
    Recorded spans = recorded(() -> Job.empty(Optional.of(TaskSpans.class)));
    double alone = recorded(Job::spansAlone).nanos();
    without.add(none.nanos() / 1_000);
    with.add(spans.nanos() / 1_000);
    bytes.add((double) (spans.bytes() - none.bytes()) / Job.TASKS);
    span.add(alone);
    share.add(100 * alone / none.nanos());
    idle.add(Job.spansAlone());
  }

  private interface Work {
    double nanos();
  }

  private record Recorded(double nanos, long bytes) {}

  /** Runs the work while JFR records spans and nothing else. */
  private static Recorded recorded(Work work) throws IOException {
    Path file = Files.createTempFile("bench-plugin-", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("spark.Task");
      recording.start();
      double nanos = work.nanos();
      recording.dump(file);
      return new Recorded(nanos, Files.size(file));
    } finally {
      Files.delete(file);
    }
  }

  private Table table() {
    Table table = new Table("figure", "budget", "median (min..max)");
    table.row("a span, while JFR records", "", span.text("ns", 0));
    table.row("a span, while nothing records", "", idle.text("ns", 0));
    table.row("a span, as a part of an empty task", "0.1 %", share.text("%", 3));
    table.row("a span in the recording", "60 bytes", bytes.text("bytes", 1));
    table.row("CPU time of an empty task, without the plugin", "", without.text("us", 1));
    table.row("CPU time of an empty task, with the plugin", "", with.text("us", 1));
    return table;
  }
}
