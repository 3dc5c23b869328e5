package io.sparkrecorder.failuremap.experiment;

import io.sparkrecorder.failuremap.model.Cell;
import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Phase;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.model.Skew;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides from the finished runs alone which tries are next. Therefore a runner that was killed
 * goes on where it was.
 */
public final class Plan {
  /** A cell that the machine failed this often stays a gap. */
  public static final int MOST_UNCOUNTED = 3;

  private static final long STEP = 1L << 20;

  private final Experiment experiment;

  public Plan(Experiment experiment) {
    this.experiment = experiment;
  }

  /** Cells that differ in nothing but the build side. */
  private record Series(
      Shape shape,
      long probeBytes,
      Join join,
      Skew skew,
      boolean aqe,
      boolean aqeSkewJoin,
      int partitions) {
    static Series of(Cell cell) {
      return new Series(
          cell.shape(),
          cell.probeBytes(),
          cell.join(),
          cell.skew(),
          cell.aqe(),
          cell.aqeSkewJoin(),
          cell.partitions());
    }
  }

  /** The cells of a shape's screen that have no counted run, in an order that the seed decides. */
  public List<Attempt> screen(Shape shape, List<Run> runs) {
    List<Cell> cells = new ArrayList<>(experiment.cells(shape));
    Collections.shuffle(cells, new Random(experiment.seed() * 31 + shape.hashCode()));
    return cells.stream()
        .filter(open(runs))
        .map(cell -> new Attempt(cell, next(cell, runs), Phase.SCREEN))
        .toList();
  }

  /**
   * The applications that can start now, the most urgent first: the screen of each shape, then one
   * per try of the boundaries whose screen is done.
   *
   * @param underWay tries that are being made
   */
  public List<Batch> next(List<Run> runs, Collection<Attempt> underWay) {
    List<Batch> next = new ArrayList<>();
    for (Shape shape : experiment.shapes()) {
      List<Attempt> screen = screen(shape, runs);
      boolean started =
          screen.stream().map(Attempt::cell).anyMatch(cell -> isUnderWay(cell, underWay));
      if (!screen.isEmpty() && !started) {
        next.add(new Batch(shape, screen));
      }
    }
    boundary(runs, underWay)
        .forEach(attempt -> next.add(new Batch(attempt.cell().shape(), List.of(attempt))));
    return List.copyOf(next);
  }

  /** The tries of all boundaries that can be made at the same time, in the order of the cells. */
  List<Attempt> boundary(List<Run> runs, Collection<Attempt> underWay) {
    return allSeries().stream()
        .filter(series -> isScreened(series, runs))
        .flatMap(series -> ofSeries(series, runs, underWay).stream())
        .toList();
  }

  private boolean isScreened(Series series, List<Run> runs) {
    return experiment.builds().stream()
        .map(build -> cell(series, build))
        .noneMatch(cell -> open(runs).test(cell));
  }

  /** Cells that still need a counted run, and that the machine failed too often. */
  public List<Cell> gaps(List<Run> runs) {
    Stream<Cell> screen = experiment.cells().stream().filter(cell -> counted(cell, runs).isEmpty());
    Stream<Cell> boundaries =
        allSeries().stream().flatMap(series -> needed(series, runs).cells().stream());
    return Stream.concat(screen, boundaries)
        .distinct()
        .filter(cell -> uncounted(cell, runs) >= MOST_UNCOUNTED)
        .toList();
  }

  /**
   * Tries that bisection and repeats need at most after the screen, if every series has a boundary
   * in its widest step.
   */
  public int boundaryTries() {
    double widest = 1;
    List<Long> builds = experiment.builds();
    for (int at = 1; at < builds.size(); at++) {
      widest = Math.max(widest, (double) builds.get(at) / builds.get(at - 1));
    }
    long series = builds.size() < 2 ? 0 : allSeries().size();
    return Math.toIntExact(series * (halvings(widest) + 2L * (experiment.repeats() - 1)));
  }

  /** Tries that the boundaries need that are known by now. */
  public int boundaryLeft(List<Run> runs) {
    return allSeries().stream().mapToInt(series -> left(series, runs)).sum();
  }

  private int left(Series series, List<Run> runs) {
    return bracket(series, runs)
        .map(
            bracket -> {
              int halvings = halvings((double) bracket.failed() / bracket.good());
              int repeats = 2 * (experiment.repeats() - 1);
              if (halvings > 0) {
                return halvings + repeats;
              }
              return missing(cell(series, bracket.good()), runs)
                  + missing(cell(series, bracket.failed()), runs);
            })
        .orElse(0);
  }

  private int missing(Cell cell, List<Run> runs) {
    return Math.max(0, experiment.repeats() - counted(cell, runs).size());
  }

  private int halvings(double factor) {
    int halvings = 0;
    for (double left = factor; left > experiment.boundaryFactor(); left = Math.sqrt(left)) {
      halvings++;
    }
    return halvings;
  }

  private List<Series> allSeries() {
    return experiment.cells().stream().map(Series::of).distinct().toList();
  }

  /** Cells of a series that need tries, all for the same reason. */
  private record Needed(List<Cell> cells, Phase phase) {}

  private Needed needed(Series series, List<Run> runs) {
    Optional<Bracket> bracket = bracket(series, runs);
    if (bracket.isEmpty()) {
      return new Needed(List.of(), Phase.BOUNDARY);
    }
    long good = bracket.get().good();
    long failed = bracket.get().failed();
    long middle = middle(good, failed);
    if (failed > good * experiment.boundaryFactor() && middle > good && middle < failed) {
      return new Needed(List.of(cell(series, middle)), Phase.BOUNDARY);
    }
    List<Cell> few =
        Stream.of(good, failed)
            .map(build -> cell(series, build))
            .filter(cell -> missing(cell, runs) > 0)
            .toList();
    return new Needed(few, Phase.REPEAT);
  }

  private List<Attempt> ofSeries(Series series, List<Run> runs, Collection<Attempt> underWay) {
    Needed needed = needed(series, runs);
    List<Attempt> attempts = new ArrayList<>();
    for (Cell cell : needed.cells()) {
      if (uncounted(cell, runs) < MOST_UNCOUNTED) {
        attempts.addAll(ofCell(cell, needed.phase(), runs, underWay));
      }
    }
    return attempts;
  }

  private List<Attempt> ofCell(
      Cell cell, Phase phase, List<Run> runs, Collection<Attempt> underWay) {
    List<Attempt> now = underWay.stream().filter(attempt -> attempt.cell().equals(cell)).toList();
    int wanted = phase == Phase.BOUNDARY ? 1 : missing(cell, runs);
    int last = now.stream().mapToInt(Attempt::number).max().orElse(0);
    int first = Math.max(next(cell, runs), last + 1);
    return IntStream.range(0, wanted - now.size())
        .mapToObj(at -> new Attempt(cell, first + at, phase))
        .toList();
  }

  private static boolean isUnderWay(Cell cell, Collection<Attempt> underWay) {
    return underWay.stream().anyMatch(attempt -> attempt.cell().equals(cell));
  }

  private static Optional<Bracket> bracket(Series series, List<Run> runs) {
    Map<Long, List<Run>> bySize =
        runs.stream()
            .filter(run -> Series.of(run.cell()).equals(series) && run.outcome().counts())
            .collect(Collectors.groupingBy(run -> run.cell().buildBytes()));
    return Bracket.of(bySize);
  }

  private static Cell cell(Series series, long buildBytes) {
    return new Cell(
        series.shape(),
        buildBytes,
        series.probeBytes(),
        series.join(),
        series.skew(),
        series.aqe(),
        series.aqeSkewJoin(),
        series.partitions());
  }

  /** The geometric mean in whole mebibytes. */
  private static long middle(long good, long failed) {
    return Math.round(Math.sqrt((double) good * failed) / STEP) * STEP;
  }

  private static Predicate<Cell> open(List<Run> runs) {
    return cell -> counted(cell, runs).isEmpty() && uncounted(cell, runs) < MOST_UNCOUNTED;
  }

  private static List<Run> counted(Cell cell, List<Run> runs) {
    return runs.stream().filter(run -> run.cell().equals(cell) && run.outcome().counts()).toList();
  }

  private static long uncounted(Cell cell, List<Run> runs) {
    return runs.stream().filter(run -> run.cell().equals(cell) && !run.outcome().counts()).count();
  }

  private static int next(Cell cell, List<Run> runs) {
    return 1
        + runs.stream()
            .filter(run -> run.cell().equals(cell))
            .mapToInt(Run::number)
            .max()
            .orElse(0);
  }
}
