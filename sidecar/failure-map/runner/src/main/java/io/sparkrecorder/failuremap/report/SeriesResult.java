package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.report.statistics.Boundary;
import io.sparkrecorder.failuremap.report.statistics.Proportion;
import io.sparkrecorder.failuremap.report.statistics.Trial;
import java.util.List;
import java.util.TreeSet;

/** A series with its cells and its fitted boundary. */
public record SeriesResult(Series series, List<MapCell> cells, Boundary boundary) {
  /** Fits the boundary to the runs that count. */
  static SeriesResult of(Series series, List<MapCell> cells, long seed) {
    List<Trial> trials =
        cells.stream()
            .flatMap(cell -> cell.runs().stream())
            .filter(run -> run.outcome().counts())
            .map(SeriesResult::trial)
            .toList();
    return new SeriesResult(
        series, List.copyOf(cells), Boundary.fit(trials, seed ^ series.label().hashCode()));
  }

  private static Trial trial(Run run) {
    return Trial.of(
        run.cell().buildBytes(), run.cell().shape().heapBytes(), run.outcome().failed());
  }

  /** Returns the sizes of the heap that were tested, smallest first. */
  public List<Long> heaps() {
    TreeSet<Long> heaps = new TreeSet<>();
    cells.forEach(cell -> heaps.add(cell.cell().shape().heapBytes()));
    return List.copyOf(heaps);
  }

  /** Returns all runs that count. */
  public List<Run> countedRuns() {
    return cells.stream()
        .flatMap(cell -> cell.runs().stream())
        .filter(run -> run.outcome().counts())
        .toList();
  }

  private static RowBoundary at(Boundary.Fitted fitted, long heapBytes, int runs) {
    double heap = (double) heapBytes;
    if (runs == 0) {
      return new RowBoundary.Unknown(runs, Boundary.Reason.TOO_FEW_RUNS);
    }
    return fitted.isWithinReach(heap)
        ? new RowBoundary.At(fitted.sizeAt(heap), fitted.bandAt(heap))
        : new RowBoundary.Unknown(runs, Boundary.Reason.NO_RISING_CURVE);
  }

  /** Returns the boundary at one size of the heap. */
  public RowBoundary boundaryAt(long heapBytes) {
    List<Run> runs =
        countedRuns().stream().filter(run -> run.cell().shape().heapBytes() == heapBytes).toList();
    Proportion failures =
        new Proportion(
            (int) runs.stream().filter(run -> run.outcome().failed()).count(), runs.size());
    if (!runs.isEmpty() && failures.hits() == 0) {
      return new RowBoundary.Above(
          runs.stream().mapToLong(run -> run.cell().buildBytes()).max().orElseThrow(), failures);
    }
    if (!runs.isEmpty() && failures.hits() == failures.counted()) {
      return new RowBoundary.Below(
          runs.stream().mapToLong(run -> run.cell().buildBytes()).min().orElseThrow(), failures);
    }
    return switch (boundary) {
      case Boundary.Fitted fitted -> at(fitted, heapBytes, runs.size());
      case Boundary.Unknown unknown -> new RowBoundary.Unknown(unknown.runs(), unknown.reason());
      case Boundary.NoFailure(int count) ->
          new RowBoundary.Unknown(count, Boundary.Reason.TOO_FEW_RUNS);
      case Boundary.NoSuccess(int count) ->
          new RowBoundary.Unknown(count, Boundary.Reason.TOO_FEW_RUNS);
    };
  }
}
