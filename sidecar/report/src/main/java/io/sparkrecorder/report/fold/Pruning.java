package io.sparkrecorder.report.fold;

/**
 * A tree without its smallest nodes, and rows that refer to it: a pruned node's weight goes to the
 * child {@code (other)} of its nearest remaining caller.
 */
record Pruning(FrameTree tree, Rows rows) {

  /**
   * Prunes nodes whose callees and themselves have less than this share of every kind.
   *
   * @param other number of the name {@code (other)}
   */
  static Pruning of(FrameTree old, Rows oldRows, int other, int most, double least) {
    boolean[] kept = kept(old, oldRows, least);
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

  private static boolean[] kept(FrameTree tree, Rows rows, double least) {
    boolean[] kept = new boolean[tree.size()];
    double[] weights = new double[tree.size()];
    for (Kind kind : Kind.values()) {
      java.util.Arrays.fill(weights, 0);
      rows.each(
          (place, node, weight) -> {
            if (Place.kind(place) == kind.index()) {
              weights[node] += weight;
            }
          });
      for (int node = tree.size() - 1; node > 0; node--) {
        weights[tree.parent(node)] += weights[node];
      }
      for (int node = 0; node < tree.size(); node++) {
        kept[node] |= weights[node] > 0 && weights[node] >= least * weights[0];
      }
    }
    return kept;
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
