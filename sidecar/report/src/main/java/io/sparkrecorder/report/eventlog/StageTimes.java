package io.sparkrecorder.report.eventlog;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When tasks of a stage ran on an executor: intervals of each stage, merged where they overlap or
 * touch, in milliseconds.
 */
public final class StageTimes {
  /** Takes intervals. */
  public interface Visitor {
    void interval(Stage stage, long start, long end);
  }

  private final Map<Stage, Intervals> stages = new TreeMap<>();

  void add(Stage stage, long start, long end) {
    stages.computeIfAbsent(stage, absent -> new Intervals()).add(start, Math.max(start, end));
  }

  /** Writes the times in the form that {@link #read} reads. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(stages.size());
    for (Map.Entry<Stage, Intervals> entry : stages.entrySet()) {
      out.writeInt(entry.getKey().id());
      out.writeInt(entry.getKey().attempt());
      Intervals intervals = entry.getValue();
      out.writeInt(intervals.size);
      for (int at = 0; at < intervals.size; at++) {
        out.writeLong(intervals.starts[at]);
        out.writeLong(intervals.ends[at]);
      }
    }
  }

  /** Reads times. */
  public static StageTimes read(DataInput in) throws IOException {
    StageTimes times = new StageTimes();
    int count = in.readInt();
    for (int index = 0; index < count; index++) {
      Intervals intervals = new Intervals();
      times.stages.put(new Stage(in.readInt(), in.readInt()), intervals);
      int size = in.readInt();
      intervals.starts = new long[Math.max(4, size)];
      intervals.ends = new long[Math.max(4, size)];
      intervals.size = size;
      for (int at = 0; at < size; at++) {
        intervals.starts[at] = in.readLong();
        intervals.ends[at] = in.readLong();
      }
    }
    return times;
  }

  public void each(Visitor visitor) {
    stages.forEach((stage, intervals) -> intervals.each(stage, visitor));
  }

  int intervals() {
    return stages.values().stream().mapToInt(intervals -> intervals.size).sum();
  }

  /** Merges neighbours with at most this gap between them. */
  void merge(long gap) {
    stages.values().forEach(intervals -> intervals.merge(gap));
  }

  /** The stages whose tasks ran at this time. */
  public List<Stage> at(long time) {
    List<Stage> running = new ArrayList<>();
    each(
        (stage, start, end) -> {
          if (start <= time && time <= end) {
            running.add(stage);
          }
        });
    return running.stream().distinct().sorted().toList();
  }

  /** Sorted, disjoint intervals. Tasks arrive in the order of their end, mostly. */
  private static final class Intervals {
    private long[] starts = new long[4];
    private long[] ends = new long[4];
    private int size;

    void add(long start, long end) {
      int at = size;
      while (at > 0 && starts[at - 1] > start) {
        at--;
      }
      insert(at, start, end);
      if (at > 0 && ends[at - 1] >= start) {
        at--;
      }
      join(at, 0);
    }

    private void insert(int at, long start, long end) {
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, size * 2);
        ends = Arrays.copyOf(ends, size * 2);
      }
      System.arraycopy(starts, at, starts, at + 1, size - at);
      System.arraycopy(ends, at, ends, at + 1, size - at);
      starts[at] = start;
      ends[at] = end;
      size++;
    }

    /** Joins an interval with its successors as far as they overlap it. */
    private void join(int at, long gap) {
      int next = at + 1;
      while (next < size && starts[next] <= ends[at] + gap) {
        ends[at] = Math.max(ends[at], ends[next]);
        next++;
      }
      System.arraycopy(starts, next, starts, at + 1, size - next);
      System.arraycopy(ends, next, ends, at + 1, size - next);
      size -= next - at - 1;
    }

    void merge(long gap) {
      for (int at = 0; at < size; at++) {
        join(at, gap);
      }
    }

    void each(Stage stage, Visitor visitor) {
      for (int at = 0; at < size; at++) {
        visitor.interval(stage, starts[at], ends[at]);
      }
    }
  }
}
