package io.sparkrecorder.report.eventlog;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
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
      entry.getValue().write(out);
    }
  }

  /** Reads times. */
  public static StageTimes read(DataInput in) throws IOException {
    StageTimes times = new StageTimes();
    int count = in.readInt();
    for (int index = 0; index < count; index++) {
      Stage stage = new Stage(in.readInt(), in.readInt());
      times.stages.put(stage, Intervals.read(in));
    }
    return times;
  }

  public void each(Visitor visitor) {
    stages.forEach((stage, intervals) -> intervals.each(stage, visitor));
  }

  int intervals() {
    return stages.values().stream().mapToInt(Intervals::size).sum();
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

  /** Disjoint intervals, once they are joined. Tasks arrive in the order of their end, mostly. */
  private static final class Intervals {
    private final Ranges ranges = new Ranges();

    void add(long start, long end) {
      ranges.addJoining(start, end);
    }

    void write(DataOutput out) throws IOException {
      out.writeInt(size());
      for (int at = 0; at < ranges.size(); at++) {
        out.writeLong(ranges.start(at));
        out.writeLong(ranges.end(at));
      }
    }

    static Intervals read(DataInput in) throws IOException {
      Intervals intervals = new Intervals();
      int size = in.readInt();
      for (int at = 0; at < size; at++) {
        intervals.add(in.readLong(), in.readLong());
      }
      return intervals;
    }

    int size() {
      ranges.join(0);
      return ranges.size();
    }

    void merge(long gap) {
      ranges.join(gap);
    }

    void each(Stage stage, Visitor visitor) {
      ranges.join(0);
      for (int at = 0; at < ranges.size(); at++) {
        visitor.interval(stage, ranges.start(at), ranges.end(at));
      }
    }
  }
}
