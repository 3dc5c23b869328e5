package io.sparkrecorder.failuremap.model;

/** Sizes in the names of cells. */
public final class Sizes {
  private static final long MIB = 1L << 20;
  private static final long KIB = 1L << 10;

  private Sizes() {}

  /** The size in the largest unit up to MiB that leaves no rest, such as 512m, 1536k or 100. */
  public static String label(long bytes) {
    if (bytes % MIB == 0) {
      return bytes / MIB + "m";
    }
    return bytes % KIB == 0 ? bytes / KIB + "k" : Long.toString(bytes);
  }
}
