package io.sparkrecorder.report.fold;

import java.io.DataOutput;
import java.io.IOException;

/** Weights by place: a table of numbers that adds up equal places. */
final class Rows {
  /** Takes the rows one by one. */
  interface Visitor {
    void row(long place, int node, long weight);
  }

  private static final int FIRST = 1 << 12;
  private static final int EMPTY = -1;

  private long[] places = new long[FIRST];
  private int[] nodes = empty(FIRST);
  private long[] weights = new long[FIRST];
  private int size;

  int size() {
    return size;
  }

  /** Adds a weight; one that is too large for the sum stops at the largest number. */
  void add(long place, int node, long weight) {
    int slot = find(place, node);
    if (nodes[slot] == EMPTY) {
      places[slot] = place;
      nodes[slot] = node;
      size++;
    }
    weights[slot] = sum(weights[slot], weight);
    if (size * 4L > nodes.length * 3L) {
      grow();
    }
  }

  void each(Visitor visitor) {
    for (int slot = 0; slot < nodes.length; slot++) {
      if (nodes[slot] != EMPTY) {
        visitor.row(places[slot], nodes[slot], weights[slot]);
      }
    }
  }

  /** Writes the number of rows, then place, node and weight of each. */
  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int slot = 0; slot < nodes.length; slot++) {
      if (nodes[slot] != EMPTY) {
        out.writeLong(places[slot]);
        out.writeInt(nodes[slot]);
        out.writeLong(weights[slot]);
      }
    }
  }

  static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private int find(long place, int node) {
    int mask = nodes.length - 1;
    long hash = (place * 31 + node) * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> 32) & mask;
    while (nodes[slot] != EMPTY && (nodes[slot] != node || places[slot] != place)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldPlaces = places;
    int[] oldNodes = nodes;
    long[] oldWeights = weights;
    places = new long[oldNodes.length * 2];
    nodes = empty(oldNodes.length * 2);
    weights = new long[oldNodes.length * 2];
    for (int old = 0; old < oldNodes.length; old++) {
      if (oldNodes[old] != EMPTY) {
        int slot = find(oldPlaces[old], oldNodes[old]);
        places[slot] = oldPlaces[old];
        nodes[slot] = oldNodes[old];
        weights[slot] = oldWeights[old];
      }
    }
  }

  private static int[] empty(int length) {
    int[] array = new int[length];
    java.util.Arrays.fill(array, EMPTY);
    return array;
  }
}
