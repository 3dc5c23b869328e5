package io.sparkrecorder.report.read;

import io.sparkrecorder.report.fold.Kind;
import java.util.Optional;

/**
 * The events that hold samples. If a recording has two sources of one kind, those with the higher
 * rank count alone, because both saw the same work.
 */
enum Source {
  CPU_TIME(0, Kind.CPU, 2),
  EXECUTION(1, Kind.CPU, 1),
  NATIVE(2, Kind.NATIVE, 1),
  ALLOCATION(3, Kind.ALLOC, 2),
  TLAB(4, Kind.ALLOC, 1),
  OUTSIDE_TLAB(5, Kind.ALLOC, 1),
  MONITOR(6, Kind.LOCK, 1),
  PARK(7, Kind.LOCK, 1),
  WALL_CLOCK(8, Kind.WALL, 1),
  MALLOC(9, Kind.MALLOC, 1);

  private static final Source[] ALL = values();

  private final int index;
  private final Kind kind;
  private final int rank;

  Source(int index, Kind kind, int rank) {
    this.index = index;
    this.kind = kind;
    this.rank = rank;
  }

  /** The source's number among all sources. */
  int index() {
    return index;
  }

  Kind kind() {
    return kind;
  }

  /** The source of an event type, by the names of the JDK and of async-profiler. */
  static Optional<Source> of(String type) {
    return Optional.ofNullable(
        switch (type) {
          case "jdk.CPUTimeSample" -> CPU_TIME;
          case "jdk.ExecutionSample" -> EXECUTION;
          case "jdk.NativeMethodSample" -> NATIVE;
          case "jdk.ObjectAllocationSample" -> ALLOCATION;
          case "jdk.ObjectAllocationInNewTLAB" -> TLAB;
          case "jdk.ObjectAllocationOutsideTLAB" -> OUTSIDE_TLAB;
          case "jdk.JavaMonitorEnter" -> MONITOR;
          case "jdk.ThreadPark" -> PARK;
          case "profiler.WallClockSample" -> WALL_CLOCK;
          case "profiler.Malloc" -> MALLOC;
          default -> null;
        });
  }

  static Source of(int index) {
    return ALL[index];
  }

  /** Whether a source of the same kind and a higher rank is among the present ones. */
  boolean isCoveredBy(boolean[] present) {
    for (Source other : ALL) {
      if (present[other.index()] && other.kind == kind && other.rank > rank) {
        return true;
      }
    }
    return false;
  }
}
