package io.sparkrecorder.bench.history;

/**
 * S3 requests by price.
 *
 * @param lists and writes: 0.005 USD per 1,000 in most AWS regions
 * @param reads GET and HEAD: 0.0004 USD per 1,000
 */
record Requests(double lists, double reads) {
  private static final double LIST = 0.005 / 1_000;
  private static final double READ = 0.0004 / 1_000;

  double all() {
    return lists + reads;
  }

  double dollars() {
    return lists * LIST + reads * READ;
  }

  Requests times(double factor) {
    return new Requests(lists * factor, reads * factor);
  }
}
