package io.sparkrecorder.report.attribute;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The task spans of one recording: per thread, the stage of each time. */
public final class Spans {
  /** No span covers the time. */
  public static final int NONE = -2;

  private static final int MOST = 2_000_000;

  private final Map<Long, OneThread> threads = new HashMap<>();
  private int size;

  /**
   * Adds a span.
   *
   * @param thread JFR's number of the thread
   * @param stage number of the stage, see {@link StageIndex}
   */
  public void add(long thread, long startNanos, long endNanos, int stage) {
    if (size < MOST) {
      threads.computeIfAbsent(thread, absent -> new OneThread()).add(startNanos, endNanos, stage);
      size++;
    }
  }

  /** The number of the stage whose task ran on the thread, or {@link #NONE}. */
  public int at(long thread, long nanos) {
    OneThread spans = threads.get(thread);
    return spans == null ? NONE : spans.at(nanos);
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Spans of one thread never overlap; they come in the order of their ends, mostly. */
  private static final class OneThread {
    private long[] starts = new long[8];
    private long[] ends = new long[8];
    private int[] stages = new int[8];
    private int size;

    void add(long start, long end, int stage) {
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, size * 2);
        ends = Arrays.copyOf(ends, size * 2);
        stages = Arrays.copyOf(stages, size * 2);
      }
      int at = size;
      while (at > 0 && starts[at - 1] > start) {
        starts[at] = starts[at - 1];
        ends[at] = ends[at - 1];
        stages[at] = stages[at - 1];
        at--;
      }
      starts[at] = start;
      ends[at] = end;
      stages[at] = stage;
      size++;
    }

    int at(long nanos) {
      int found = Arrays.binarySearch(starts, 0, size, nanos);
      int index = found >= 0 ? found : -found - 2;
      return index >= 0 && nanos <= ends[index] ? stages[index] : NONE;
    }
  }
}
