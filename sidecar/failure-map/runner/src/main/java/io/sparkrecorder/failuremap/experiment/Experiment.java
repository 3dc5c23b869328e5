package io.sparkrecorder.failuremap.experiment;

import io.sparkrecorder.failuremap.model.Cell;
import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.model.Skew;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The factors of a grid, and how it is run.
 *
 * @param id name of the results folder
 * @param overheads memory beyond the heap; empty means Spark's default for each heap
 * @param aqeSkewJoin whether AQE splits skewed partitions where AQE is on
 * @param repeats tries of the two cells at a boundary
 * @param boundaryFactor bisection ends when the sizes around a boundary differ by this factor
 * @param timeout of a cell
 * @param spark more settings of the application
 */
public record Experiment(
    String id,
    List<Long> heaps,
    List<Long> overheads,
    List<Integer> cores,
    int executors,
    List<Long> builds,
    long probeBytes,
    List<Join> joins,
    List<Skew> skews,
    List<Boolean> aqe,
    boolean aqeSkewJoin,
    int partitions,
    int maxFailures,
    int repeats,
    double boundaryFactor,
    long seed,
    long driverMemoryBytes,
    Duration timeout,
    boolean recordings,
    Map<String, String> spark) {
  public Experiment {
    heaps = List.copyOf(heaps);
    overheads = List.copyOf(overheads);
    cores = List.copyOf(cores);
    builds = builds.stream().sorted().distinct().toList();
    joins = List.copyOf(joins);
    skews = List.copyOf(skews);
    aqe = List.copyOf(aqe);
    spark = Map.copyOf(spark);
  }

  /** The pod shapes, each of which is one application of the screen. */
  public List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    for (long heap : heaps) {
      List<Long> overheadsOfHeap =
          overheads.isEmpty() ? List.of(Shape.defaultOverhead(heap)) : overheads;
      for (long overhead : overheadsOfHeap) {
        cores.forEach(count -> shapes.add(new Shape(heap, overhead, count, executors)));
      }
    }
    return List.copyOf(shapes);
  }

  /** The cells of a shape in the order of the factors. */
  public List<Cell> cells(Shape shape) {
    List<Cell> cells = new ArrayList<>();
    for (Join join : joins) {
      for (Skew skew : skews) {
        for (boolean adaptive : aqe) {
          for (long build : builds) {
            cells.add(
                new Cell(
                    shape,
                    build,
                    probeBytes,
                    join,
                    skew,
                    adaptive,
                    adaptive && aqeSkewJoin,
                    partitions));
          }
        }
      }
    }
    return List.copyOf(cells);
  }

  /** All cells of the screen. */
  public List<Cell> cells() {
    return shapes().stream().flatMap(shape -> cells(shape).stream()).toList();
  }
}
