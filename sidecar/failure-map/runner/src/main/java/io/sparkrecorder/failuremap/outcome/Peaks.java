package io.sparkrecorder.failuremap.outcome;

/** Highest memory of an executor during a run. */
record Peaks(long heapBytes, long rssBytes) {
  static final Peaks NONE = new Peaks(0, 0);

  Peaks with(Peaks other) {
    return new Peaks(Math.max(heapBytes, other.heapBytes), Math.max(rssBytes, other.rssBytes));
  }
}
