package io.sparkrecorder.failuremap.report.statistics;

/** One counted run: log2 of the build side and of the heap in bytes, and whether it failed. */
public record Trial(double log2Size, double log2Heap, boolean failed) {
  /** Takes bytes. */
  public static Trial of(long sizeBytes, long heapBytes, boolean failed) {
    return new Trial(log2((double) sizeBytes), log2((double) heapBytes), failed);
  }

  /** Returns the logarithm to base 2. */
  public static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
