package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.model.Cell;
import io.sparkrecorder.failuremap.model.ExecutorRun;
import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Phase;
import io.sparkrecorder.failuremap.model.Recording;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.model.Skew;
import io.sparkrecorder.failuremap.model.TaskRun;
import io.sparkrecorder.failuremap.model.Where;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** Runs of an experiment whose boundary is known. */
public final class SyntheticRuns {
  public static final long MIB = 1 << 20;
  public static final Skew EVEN = new Skew(Skew.Kind.HOT_KEY, 0);
  public static final Skew HOT = new Skew(Skew.Kind.HOT_KEY, 0.5);

  private static final long OVERHEAD = 384 * MIB;
  private static final double STEEPNESS = 8;
  private static final Instant START = Instant.parse("2026-11-28T05:00:00Z");

  private final SplittableRandom random;
  private final List<Run> runs = new ArrayList<>();

  private SyntheticRuns(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Returns the build side in bytes at which half of the runs fail. */
  public static double trueBoundary(Join join, Skew skew, double heapBytes) {
    double share =
        switch (join) {
          case BROADCAST -> 0.45;
          case SHUFFLE_HASH -> 0.3;
          case SORT_MERGE -> 1.8;
        };
    return share * heapBytes * (skew.value() > 0 && join != Join.BROADCAST ? 0.5 : 1);
  }

  /** Three joins, two skews, three heaps, seven build sides, two runs each. */
  public static List<Run> small(long seed) {
    SyntheticRuns it = new SyntheticRuns(seed);
    it.grid(List.of(512L, 1024L, 2048L), 7, 2);
    return List.copyOf(it.runs);
  }

  /** 2,016 cells: three joins, two skews, eight heaps, 42 build sides, three runs each. */
  public static List<Run> large() {
    SyntheticRuns it = new SyntheticRuns(1);
    it.grid(List.of(512L, 768L, 1024L, 1536L, 2048L, 3072L, 4096L, 8192L), 42, 3);
    return List.copyOf(it.runs);
  }

  private void grid(List<Long> heaps, int sizes, int repeats) {
    double step = 7.0 / sizes;
    for (Join join : Join.values()) {
      for (Skew skew : List.of(EVEN, HOT)) {
        for (long heap : heaps) {
          for (int i = 0; i < sizes; i++) {
            long size = Math.round(64 * Math.pow(2, i * step));
            for (int number = 1; number <= repeats; number++) {
              add(join, skew, heap * MIB, size * MIB, number);
            }
          }
        }
      }
    }
  }

  private void add(Join join, Skew skew, long heap, long size, int number) {
    double distance =
        Math.log(size / trueBoundary(join, skew, (double) heap)) / Math.log(2) * STEEPNESS;
    boolean failed = random.nextDouble() < 1 / (1 + Math.exp(-distance));
    boolean spilled = join == Join.SORT_MERGE && size > heap / 2;
    Outcome outcome = failed ? failure(join) : spilled ? Outcome.OK_SPILL : Outcome.OK;
    Cell cell =
        new Cell(new Shape(heap, OVERHEAD, 1, 2), size, 10 * MIB, join, skew, false, false, 8);
    runs.add(run(cell, cell.name(), number, outcome));
  }

  private static Outcome failure(Join join) {
    return switch (join) {
      case BROADCAST -> Outcome.BROADCAST_LIMIT;
      case SHUFFLE_HASH -> Outcome.TASK_OOM;
      case SORT_MERGE -> Outcome.JVM_OOM;
    };
  }

  /** One run of a cell under any name. */
  public static Run run(Cell cell, String name, int number, Outcome outcome) {
    boolean dies = outcome == Outcome.JVM_OOM;
    long size = cell.buildBytes();
    // More heap makes a run faster, but less than it costs; a sort takes longer than a hash.
    double pressure = 1 + 0.7 * size / cell.shape().heapBytes();
    long wall =
        Math.round(
            (4_000 + size / 20_000.0)
                * pressure
                * (outcome == Outcome.OK_SPILL ? 2 : 1)
                * (cell.join() == Join.SORT_MERGE ? 1.4 : 1));
    return new Run(
        cell,
        name,
        number,
        number == 1 ? Phase.SCREEN : Phase.REPEAT,
        1,
        42,
        "4.1.1",
        "17.0.12",
        "app-20261128050000-0001",
        START,
        wall,
        outcome,
        where(outcome),
        outcome.failed() ? "java.lang.OutOfMemoryError: Java heap space" : "",
        cell.join().operator(),
        outcome.good() ? 1024 : 0,
        outcome.good(),
        List.of(executor(cell, "0", false, name), executor(cell, "1", dies, name)),
        List.of(
            task(0, "0", "Success", size, outcome == Outcome.OK_SPILL),
            task(1, "1", outcome.failed() ? "ExceptionFailure" : "Success", size, false)));
  }

  private static Where where(Outcome outcome) {
    return switch (outcome) {
      case JVM_OOM, CONTAINER_OOM -> Where.EXECUTOR;
      case TASK_OOM -> Where.TASK;
      case BROADCAST_LIMIT, DRIVER_OOM -> Where.DRIVER;
      default -> Where.NONE;
    };
  }

  private static ExecutorRun executor(Cell cell, String id, boolean dies, String name) {
    long heap = cell.shape().heapBytes();
    long used = Math.min(heap, heap / 4 + cell.buildBytes() / 2);
    return new ExecutorRun(
        id,
        Optional.of(START),
        dies ? Optional.of(START.plusSeconds(30)) : Optional.empty(),
        dies ? OptionalInt.of(52) : OptionalInt.empty(),
        dies ? "Command exited with code 52" : "",
        used,
        used + 200 * MIB,
        heap + OVERHEAD,
        used / MIB * 3,
        List.of(
            new Recording(
                "s3://bucket/recordings/" + name + "/executor-" + id + ".jfr",
                dies ? "salvaged" : "whole")),
        "recorder get app-20261128050000-0001 --executor " + id);
  }

  private static TaskRun task(
      int partition, String executor, String outcome, long size, boolean spilled) {
    return new TaskRun(
        1,
        partition,
        0,
        executor,
        outcome,
        2_000 + size / 40_000,
        100 + size / 400_000,
        size / 2,
        spilled ? size : 0,
        spilled ? size / 3 : 0,
        size);
  }
}
