package io.sparkrecorder.report.attribute;

import io.sparkrecorder.report.eventlog.Ranges;
import java.util.HashMap;
import java.util.Map;

/** The task spans of one recording: per thread, the stage of each time. */
public final class Spans {
  /** No span covers the time. */
  public static final int NONE = -2;

  private static final int MOST = 2_000_000;

  /** Spans of one thread never overlap; they come in the order of their ends, mostly. */
  private final Map<Long, Ranges> threads = new HashMap<>();

  private int size;

  /**
   * Adds a span.
   *
   * @param thread JFR's number of the thread
   * @param stage number of the stage, see {@link StageIndex}
   */
  public void add(long thread, long startNanos, long endNanos, int stage) {
    if (size < MOST) {
      threads.computeIfAbsent(thread, absent -> new Ranges()).add(startNanos, endNanos, stage);
      size++;
    }
  }

  /** The number of the stage whose task ran on the thread, or {@link #NONE}. */
  public int at(long thread, long nanos) {
    Ranges spans = threads.get(thread);
    if (spans == null) {
      return NONE;
    }
    int index = spans.lastFrom(nanos);
    return index >= 0 && nanos <= spans.end(index) ? spans.number(index) : NONE;
  }

  public boolean isEmpty() {
    return size == 0;
  }
}
