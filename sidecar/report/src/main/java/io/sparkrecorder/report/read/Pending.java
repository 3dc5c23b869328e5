package io.sparkrecorder.report.read;

import java.util.Arrays;

/**
 * Samples that wait for the spans of their tasks, which a recording holds behind them. Columns of
 * numbers, up to a count.
 */
final class Pending {
  static final int MOST = 400_000;

  private long[] nanos = new long[1 << 10];
  private long[] threads = new long[1 << 10];
  private long[] weights = new long[1 << 10];
  private int[] nodes = new int[1 << 10];
  private short[] groups = new short[1 << 10];
  private byte[] sources = new byte[1 << 10];
  private int size;

  boolean isFull() {
    return size >= MOST;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /**
   * Adds a sample.
   *
   * @param thread JFR's number of the thread, if it runs tasks; otherwise -1
   */
  void add(Source source, long epochNanos, long thread, int group, int node, long weight) {
    if (size == nanos.length) {
      grow();
    }
    nanos[size] = epochNanos;
    threads[size] = thread;
    weights[size] = weight;
    nodes[size] = node;
    groups[size] = (short) group;
    sources[size] = (byte) source.index();
    size++;
  }

  private void grow() {
    int length = Math.min(size + size / 2, MOST);
    nanos = Arrays.copyOf(nanos, length);
    threads = Arrays.copyOf(threads, length);
    weights = Arrays.copyOf(weights, length);
    nodes = Arrays.copyOf(nodes, length);
    groups = Arrays.copyOf(groups, length);
    sources = Arrays.copyOf(sources, length);
  }

  Source source(int index) {
    return Source.of(sources[index]);
  }

  long nanos(int index) {
    return nanos[index];
  }

  long thread(int index) {
    return threads[index];
  }

  int group(int index) {
    return groups[index];
  }

  int node(int index) {
    return nodes[index];
  }

  long weight(int index) {
    return weights[index];
  }
}
