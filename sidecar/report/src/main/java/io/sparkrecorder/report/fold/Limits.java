package io.sparkrecorder.report.fold;

/**
 * How large a profile may become. While it is folded it may be larger by a factor, so that pruning
 * happens seldom and sees enough.
 *
 * @param nodes most nodes of the finished tree
 * @param rows most rows of the finished table
 * @param buckets most buckets of time
 */
public record Limits(int nodes, int rows, int buckets) {
  /** Keeps the page's data below 2 MB, gzipped. */
  public static final Limits PAGE = new Limits(150_000, 250_000, 300);

  /** Nodes beyond which a stack ends in {@code (other)} until the tree is pruned. */
  int hardNodes() {
    return nodes * 4;
  }

  int foldingNodes() {
    return nodes * 2;
  }

  int foldingRows() {
    return rows + rows / 2;
  }
}
