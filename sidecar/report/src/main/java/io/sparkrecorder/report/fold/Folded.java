package io.sparkrecorder.report.fold;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A finished profile as columns: nodes of a tree, and rows that refer to its leaves. */
public final class Folded {
  private final List<String> names;
  private final int[] parents;
  private final int[] nodeNames;
  private final long[] places;
  private final int[] leaves;
  private final long[] weights;
  private final List<String> threads;
  private final long start;
  private final long bucketMs;
  private final int buckets;

  private Folded(
      List<String> names,
      int[] parents,
      int[] nodeNames,
      long[] places,
      int[] leaves,
      long[] weights,
      List<String> threads,
      long start,
      long bucketMs,
      int buckets) {
    this.names = names;
    this.parents = parents;
    this.nodeNames = nodeNames;
    this.places = places;
    this.leaves = leaves;
    this.weights = weights;
    this.threads = threads;
    this.start = start;
    this.bucketMs = bucketMs;
    this.buckets = buckets;
  }

  static Folded of(
      FrameTree tree, Names names, Rows rows, List<String> threads, long base, long bucketMs) {
    long[] places = new long[rows.size()];
    int[] leaves = new int[rows.size()];
    long[] weights = new long[rows.size()];
    int[] range = {0, Integer.MAX_VALUE, -1};
    rows.each(
        (place, node, weight) -> {
          places[range[0]] = place;
          leaves[range[0]] = node;
          weights[range[0]++] = weight;
          range[1] = Math.min(range[1], Place.bucket(place));
          range[2] = Math.max(range[2], Place.bucket(place));
        });
    int first = range[2] < 0 ? 0 : range[1];
    List<String> used = new ArrayList<>();
    int[] nodeNames = usedNames(tree, names, used);
    int[] parents = IntStream.range(0, tree.size()).map(tree::parent).toArray();
    Folded folded =
        new Folded(
            List.copyOf(used),
            parents,
            nodeNames,
            places,
            leaves,
            weights,
            List.copyOf(threads),
            base + first * bucketMs,
            bucketMs,
            range[2] - first + 1);
    folded.shift(first);
    folded.sort();
    return folded;
  }

  private static int[] usedNames(FrameTree tree, Names names, List<String> used) {
    java.util.Map<Integer, Integer> numbers = new java.util.HashMap<>();
    int[] nodeNames = new int[tree.size()];
    for (int node = 0; node < tree.size(); node++) {
      nodeNames[node] =
          numbers.computeIfAbsent(
              tree.name(node),
              name -> {
                used.add(names.name(name));
                return used.size() - 1;
              });
    }
    return nodeNames;
  }

  private void shift(int first) {
    for (int row = 0; row < places.length; row++) {
      places[row] = Place.withBucket(places[row], Place.bucket(places[row]) - first);
    }
  }

  /** Sorts the rows by pod, kind and node, then by the rest of the place: a heap sort in place. */
  private void sort() {
    int count = places.length;
    for (int parent = count / 2 - 1; parent >= 0; parent--) {
      sift(parent, count);
    }
    for (int end = count - 1; end > 0; end--) {
      swap(0, end);
      sift(0, end);
    }
  }

  private void sift(int from, int end) {
    int parent = from;
    while (parent * 2 + 1 < end) {
      int child = parent * 2 + 1;
      if (child + 1 < end && compare(child, child + 1) < 0) {
        child++;
      }
      if (compare(parent, child) >= 0) {
        return;
      }
      swap(parent, child);
      parent = child;
    }
  }

  private int compare(int a, int b) {
    int pods = Integer.compare(pod(a), pod(b));
    int kinds = pods != 0 ? pods : Integer.compare(kind(a), kind(b));
    int nodes = kinds != 0 ? kinds : Integer.compare(leaves[a], leaves[b]);
    return nodes != 0 ? nodes : Long.compare(places[a], places[b]);
  }

  private void swap(int a, int b) {
    long place = places[a];
    places[a] = places[b];
    places[b] = place;
    int leaf = leaves[a];
    leaves[a] = leaves[b];
    leaves[b] = leaf;
    long weight = weights[a];
    weights[a] = weights[b];
    weights[b] = weight;
  }

  /** Names of frames; nodes refer to them. */
  public List<String> names() {
    return names;
  }

  public int nodes() {
    return parents.length;
  }

  public int parent(int node) {
    return parents[node];
  }

  /** The index of a node's name in {@link #names}. */
  public int nameOf(int node) {
    return nodeNames[node];
  }

  public int rows() {
    return places.length;
  }

  public int pod(int row) {
    return Place.pod(places[row]);
  }

  public int kind(int row) {
    return Place.kind(places[row]);
  }

  public int bucket(int row) {
    return Place.bucket(places[row]);
  }

  /** The number of the stage as it was added, or -1. */
  public int stage(int row) {
    return Place.stage(places[row]);
  }

  public int thread(int row) {
    return Place.thread(places[row]);
  }

  public int leaf(int row) {
    return leaves[row];
  }

  public long weight(int row) {
    return weights[row];
  }

  /** Names of the groups of threads. */
  public List<String> threads() {
    return threads;
  }

  /** Start of the first bucket. */
  public long start() {
    return start;
  }

  public long bucketMs() {
    return bucketMs;
  }

  public int buckets() {
    return buckets;
  }

  /** The weight of a kind in all rows. */
  public long total(Kind kind) {
    long total = 0;
    for (int row = 0; row < rows(); row++) {
      if (kind(row) == kind.index()) {
        total = Rows.sum(total, weights[row]);
      }
    }
    return total;
  }
}
