package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The runs of an experiment, summed up. */
public record FailureMap(
    ExperimentSummary experiment,
    List<Run> runs,
    List<SeriesResult> series,
    List<Success> successes,
    List<Finding> findings) {

  private static final Comparator<Series> ORDER =
      Comparator.comparing(Series::join)
          .thenComparing(series -> series.skew().value() > 0)
          .thenComparing(series -> series.skew().kind())
          .thenComparingDouble(series -> series.skew().value())
          .thenComparing(Series::variant);

  private static final Comparator<MapCell> CELLS =
      Comparator.comparingLong((MapCell cell) -> cell.cell().shape().heapBytes())
          .thenComparingLong(cell -> cell.cell().shape().overheadBytes())
          .thenComparingLong(cell -> cell.cell().buildBytes())
          .thenComparing(MapCell::name);

  /** Sums up runs; the seed of the experiment makes the bands reproducible. */
  public static FailureMap of(ExperimentSummary experiment, List<Run> runs) {
    Variants variants = Variants.of(runs);
    Map<Series, Map<String, List<Run>>> grouped = new TreeMap<>(ORDER);
    for (Run run : runs) {
      grouped
          .computeIfAbsent(
              new Series(run.cell().join(), run.cell().skew(), variants.label(run)),
              key -> new LinkedHashMap<>())
          .computeIfAbsent(run.name(), name -> new ArrayList<>())
          .add(run);
    }
    List<SeriesResult> series = new ArrayList<>();
    grouped.forEach(
        (key, cells) -> series.add(SeriesResult.of(key, cells(key, cells), experiment.seed())));
    List<Success> successes = successes(series);
    return new FailureMap(
        experiment, List.copyOf(runs), series, successes, Findings.of(runs, series, successes));
  }

  private static List<MapCell> cells(Series series, Map<String, List<Run>> runs) {
    return runs.values().stream().map(it -> new MapCell(series, it)).sorted(CELLS).toList();
  }

  /** Returns all cells in the order of the series. */
  public List<MapCell> cells() {
    return series.stream().flatMap(it -> it.cells().stream()).toList();
  }

  private static List<Success> successes(List<SeriesResult> series) {
    record Work(Join join, String name, long bytes) {}
    Map<Work, List<MapCell>> works =
        series.stream()
            .flatMap(it -> it.cells().stream())
            .filter(cell -> cell.runs().stream().anyMatch(run -> run.outcome().good()))
            .collect(
                Collectors.groupingBy(
                    cell ->
                        new Work(
                            cell.cell().join(),
                            cell.series().rowsLabel(),
                            cell.cell().buildBytes()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<Success> successes = new ArrayList<>();
    works.forEach(
        (work, cells) -> {
          List<Pareto.Point> points = cells.stream().map(FailureMap::medianOfGood).toList();
          List<Boolean> front = Pareto.front(points);
          for (int i = 0; i < cells.size(); i++) {
            successes.add(
                new Success(
                    work.name(),
                    work.bytes(),
                    cells.get(i),
                    good(cells.get(i)).size(),
                    points.get(i),
                    front.get(i)));
          }
        });
    return List.copyOf(successes);
  }

  private static List<Run> good(MapCell cell) {
    return cell.runs().stream().filter(run -> run.outcome().good()).toList();
  }

  private static Pareto.Point medianOfGood(MapCell cell) {
    List<Run> good = good(cell);
    return new Pareto.Point(
        Measures.median(good, it -> OptionalDouble.of(it.wallSeconds())).orElseThrow(),
        Measures.median(good, it -> OptionalDouble.of(it.costGibSeconds())).orElseThrow());
  }
}
