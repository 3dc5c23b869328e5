package io.sparkrecorder.report.eventlog;

import java.util.Arrays;

/**
 * Ranges of time with a number each, as columns. They may come in any order; {@link #sort} brings
 * them into the order of their starts.
 */
public final class Ranges {
  private long[] starts = new long[4];
  private long[] ends = new long[4];
  private int[] numbers = new int[4];
  private int size;
  private boolean sorted = true;

  /** Adds a range. */
  public void add(long start, long end, int number) {
    if (size == starts.length) {
      grow();
    }
    sorted &= size == 0 || starts[size - 1] <= start;
    starts[size] = start;
    ends[size] = end;
    numbers[size] = number;
    size++;
  }

  /** Adds a range; joins ranges that overlap before it takes more memory. */
  void addJoining(long start, long end) {
    if (size == starts.length) {
      join(0);
      if (size > starts.length / 2) {
        grow();
      }
    }
    add(start, end, 0);
  }

  private void grow() {
    int length = starts.length * 2;
    starts = Arrays.copyOf(starts, length);
    ends = Arrays.copyOf(ends, length);
    numbers = Arrays.copyOf(numbers, length);
  }

  public int size() {
    return size;
  }

  long start(int index) {
    return starts[index];
  }

  public long end(int index) {
    return ends[index];
  }

  public int number(int index) {
    return numbers[index];
  }

  /** Finds the last range that starts at this time or before; -1 if there is none. Sorts first. */
  public int lastFrom(long time) {
    sort();
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (starts[middle] <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** Sorts, and joins ranges whose gap is at most this long; the number of the first one stays. */
  void join(long gap) {
    sort();
    int kept = 0;
    for (int next = 1; next < size; next++) {
      if (starts[next] - ends[kept] <= gap) {
        ends[kept] = Math.max(ends[kept], ends[next]);
      } else {
        move(next, ++kept);
      }
    }
    size = Math.min(size, kept + 1);
  }

  /** Sorts in place, in n log n steps whatever the order is: the input may be hostile. */
  private void sort() {
    if (sorted) {
      return;
    }
    for (int parent = size / 2 - 1; parent >= 0; parent--) {
      sift(parent, size);
    }
    for (int end = size - 1; end > 0; end--) {
      swap(0, end);
      sift(0, end);
    }
    sorted = true;
  }

  private void sift(int from, int end) {
    int parent = from;
    while (parent * 2 + 1 < end) {
      int child = parent * 2 + 1;
      if (child + 1 < end && starts[child] < starts[child + 1]) {
        child++;
      }
      if (starts[parent] >= starts[child]) {
        return;
      }
      swap(parent, child);
      parent = child;
    }
  }

  private void swap(int a, int b) {
    long start = starts[a];
    long end = ends[a];
    int number = numbers[a];
    move(b, a);
    starts[b] = start;
    ends[b] = end;
    numbers[b] = number;
  }

  private void move(int from, int to) {
    starts[to] = starts[from];
    ends[to] = ends[from];
    numbers[to] = numbers[from];
  }
}
