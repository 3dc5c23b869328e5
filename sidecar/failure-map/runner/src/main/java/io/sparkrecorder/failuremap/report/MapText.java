package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.cli.Printable;
import io.sparkrecorder.cli.Table;
import io.sparkrecorder.failuremap.model.ExecutorRun;
import io.sparkrecorder.failuremap.model.Recording;
import io.sparkrecorder.failuremap.model.Run;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The map, and the runs of a cell, as text for a terminal. */
public final class MapText {
  private MapText() {}

  /** Returns the findings and one line per row of the map. */
  public static String summary(FailureMap map) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : map.findings()) {
      text.append(Printable.of(FindingText.of(finding))).append('\n');
    }
    Table table =
        new Table(List.of(2, 3, 4), "JOIN", "SKEW", "HEAP", "CELLS", "FAILED", "BOUNDARY");
    for (SeriesResult series : map.series()) {
      for (long heap : series.heaps()) {
        List<MapCell> cells =
            series.cells().stream()
                .filter(cell -> cell.cell().shape().heapBytes() == heap)
                .toList();
        table.row(
            series.series().join().id(),
            series.series().rowsLabel(),
            Texts.bytes((double) heap),
            "" + cells.size(),
            "%d/%d"
                .formatted(
                    cells.stream().mapToInt(cell -> cell.failures().hits()).sum(),
                    cells.stream().mapToInt(cell -> cell.failures().counted()).sum()),
            series.boundaryAt(heap).text());
      }
    }
    return text.append('\n').append(table).toString();
  }

  /** Returns the runs of a cell with their executors and recordings. */
  public static String cell(MapCell cell) {
    StringBuilder text = new StringBuilder();
    text.append(Printable.of(cell.name())).append('\n');
    text.append(
        "%s, build side %s, %s of heap%n"
            .formatted(
                Printable.of(cell.series().label()),
                Texts.bytes((double) cell.cell().buildBytes()),
                Texts.bytes((double) cell.cell().shape().heapBytes())));
    text.append("failed: ").append(Texts.proportion(cell.failures())).append('\n');
    cell.runs().forEach(run -> append(text, run));
    return text.toString();
  }

  private static void append(StringBuilder text, Run run) {
    Measures measures = Measures.of(run);
    text.append(
        "%ntry %d (%s): %s %s, %s s, %s GiB·s, spilled %s, GC %s, %s%n"
            .formatted(
                run.number(),
                run.phase().id(),
                run.outcome(),
                run.outcome().failed() ? OutcomeText.where(run.where()) : "",
                Texts.number(measures.wallSeconds(), 1),
                Texts.number(measures.costGibSeconds(), 1),
                Texts.bytes(measures.spilledBytes()),
                percent(measures.gcShare()),
                Printable.of(run.application()))
            .replace("  ", " ")
            .replace(" ,", ","));
    if (!run.evidence().isEmpty()) {
      text.append(Printable.of(run.evidence())).append('\n');
    }
    Table table = new Table(List.of(1, 2), "EXECUTOR", "EXIT", "HEAP", "ENDED", "RECORDING");
    run.executors().forEach(executor -> row(table, executor));
    text.append(table);
    run.executors().stream()
        .filter(executor -> executor.removed().isPresent() && !executor.command().isEmpty())
        .forEach(executor -> text.append(Printable.of(executor.command())).append('\n'));
  }

  private static void row(Table table, ExecutorRun executor) {
    table.row(
        executor.id(),
        executor.exitCode().isPresent() ? "" + executor.exitCode().getAsInt() : "-",
        executor.heapPeakBytes() == 0 ? "-" : Texts.bytes((double) executor.heapPeakBytes()),
        executor.removed().isEmpty() ? "with the run" : executor.reason(),
        executor.recordings().stream()
            .map(MapText::recording)
            .reduce((a, b) -> a + ", " + b)
            .orElse("-"));
  }

  private static String recording(Recording recording) {
    return "%s (%s)".formatted(recording.uri(), recording.state().toLowerCase(Locale.ROOT));
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? Texts.percent(share.getAsDouble()) : "not known";
  }
}
