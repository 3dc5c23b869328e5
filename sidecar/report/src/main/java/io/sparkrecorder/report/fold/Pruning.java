package io.sparkrecorder.report.fold;

import java.util.Arrays;

/**
 * A tree without its smallest nodes, and rows that refer to it: a pruned node's weight goes to the
 * child {@code (other)} of its nearest remaining caller.
 */
record Pruning(FrameTree tree, Rows rows) {

  /**
   * Keeps the nodes that have, with their callees, the largest share of any kind.
   *
   * @param other number of the name {@code (other)}
   * @param most nodes of the tree that it grows to later
   * @param count of the nodes to keep
   */
  static Pruning of(FrameTree old, Rows oldRows, int other, int most, int count) {
    boolean[] kept = kept(shares(old, oldRows), count);
    FrameTree tree = new FrameTree(most);
    int[] moved = new int[old.size()];
    boolean[] used = used(old, oldRows);
    for (int node = 1; node < old.size(); node++) {
      if (used[node]) {
        int name = kept[node] ? old.name(node) : other;
        moved[node] = tree.child(moved[old.parent(node)], name, other);
      }
    }
    Rows rows = new Rows();
    oldRows.each((place, node, weight) -> rows.add(place, moved[node], weight));
    return new Pruning(tree, rows);
  }

  /** A caller has at least the share of its callee, and a lower number, so it is kept as well. */
  private static boolean[] kept(float[] shares, int count) {
    boolean[] kept = new boolean[shares.length];
    if (count >= shares.length) {
      Arrays.fill(kept, true);
      return kept;
    }
    float[] sorted = shares.clone();
    Arrays.sort(sorted);
    float least = sorted[shares.length - count];
    int equal = 0;
    for (int index = shares.length - count; index < shares.length && sorted[index] == least; ) {
      equal++;
      index++;
    }
    for (int node = 0; node < shares.length; node++) {
      kept[node] = shares[node] > least || (shares[node] == least && equal-- > 0);
    }
    return kept;
  }

  private static float[] shares(FrameTree tree, Rows rows) {
    float[] shares = new float[tree.size()];
    double[] weights = new double[tree.size()];
    for (Kind kind : Kind.values()) {
      Arrays.fill(weights, 0);
      rows.each(
          (place, node, weight) -> {
            if (Place.kind(place) == kind.index()) {
              weights[node] += weight;
            }
          });
      for (int node = tree.size() - 1; node > 0; node--) {
        weights[tree.parent(node)] += weights[node];
      }
      for (int node = 0; node < tree.size() && weights[0] > 0; node++) {
        shares[node] = Math.max(shares[node], (float) (weights[node] / weights[0]));
      }
    }
    return shares;
  }

  private static boolean[] used(FrameTree tree, Rows rows) {
    boolean[] used = new boolean[tree.size()];
    rows.each((place, node, weight) -> used[node] = true);
    for (int node = tree.size() - 1; node > 0; node--) {
      used[tree.parent(node)] |= used[node];
    }
    return used;
  }
}
