package io.sparkrecorder.failuremap.model;

/**
 * The executors of an application.
 *
 * @param overheadBytes memory of the pod beyond the heap
 */
public record Shape(long heapBytes, long overheadBytes, int cores, int executors) {
  private static final long LEAST_OVERHEAD = 384L << 20;

  /** A shape with the memory overhead that Spark on Kubernetes grants to a JVM. */
  public static Shape withDefaultOverhead(long heapBytes, int cores, int executors) {
    return new Shape(heapBytes, defaultOverhead(heapBytes), cores, executors);
  }

  /** Spark's default: a tenth of the heap, at least 384 MiB. */
  public static long defaultOverhead(long heapBytes) {
    return Math.max(LEAST_OVERHEAD, heapBytes / 10);
  }

  /** The memory limit of the pod. */
  public long limitBytes() {
    return heapBytes + overheadBytes;
  }

  /** Short name that tells shapes of one experiment apart, such as h512m. */
  public String label() {
    StringBuilder label = new StringBuilder("h").append(Sizes.label(heapBytes));
    if (overheadBytes != defaultOverhead(heapBytes)) {
      label.append("-o").append(Sizes.label(overheadBytes));
    }
    if (cores != 1) {
      label.append("-c").append(cores);
    }
    if (executors != 2) {
      label.append("-x").append(executors);
    }
    return label.toString();
  }
}
