package io.sparkrecorder.report.attribute;

import io.sparkrecorder.report.eventlog.Stage;
import io.sparkrecorder.report.eventlog.StageTimes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The stages of one executor over time, by the event log: one, or several that share it. */
public final class TaskTimes {
  /** Larger sets are of no use to a reader, and all sets of a hostile log fill the memory. */
  private static final int MOST_SHARED = 100;

  private record Edge(long at, Stage stage, int change) {}

  private final long[] starts;
  private final int[] numbers;

  private TaskTimes(long[] starts, int[] numbers) {
    this.starts = starts;
    this.numbers = numbers;
  }

  public static TaskTimes none() {
    return new TaskTimes(new long[0], new int[0]);
  }

  /** Makes the stages' intervals one sequence of times, each with the stages that ran. */
  public static TaskTimes of(StageTimes times, StageIndex index) {
    List<Edge> edges = new ArrayList<>();
    times.each(
        (stage, start, end) -> {
          edges.add(new Edge(start, stage, 1));
          // A task that ends in a millisecond ran in it.
          edges.add(new Edge(end + 1, stage, -1));
        });
    edges.sort(Comparator.comparingLong(Edge::at));
    long[] starts = new long[edges.size()];
    int[] numbers = new int[edges.size()];
    int size = 0;
    TreeMap<Stage, Integer> running = new TreeMap<>();
    for (Edge edge : edges) {
      running.merge(
          edge.stage(), edge.change(), (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
      size += size > 0 && starts[size - 1] == edge.at() ? 0 : 1;
      starts[size - 1] = edge.at();
      numbers[size - 1] = numberOf(running.keySet(), index);
    }
    return new TaskTimes(Arrays.copyOf(starts, size), Arrays.copyOf(numbers, size));
  }

  private static int numberOf(Set<Stage> running, StageIndex index) {
    return running.size() > MOST_SHARED ? StageIndex.NONE : index.of(List.copyOf(running));
  }

  /** The number of the stages at this time, or {@link StageIndex#NONE}. */
  public int at(long epochMs) {
    int found = Arrays.binarySearch(starts, epochMs);
    int index = found >= 0 ? found : -found - 2;
    return index < 0 ? StageIndex.NONE : numbers[index];
  }
}
