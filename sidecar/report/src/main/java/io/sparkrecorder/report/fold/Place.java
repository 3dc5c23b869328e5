package io.sparkrecorder.report.fold;

/**
 * The place of a weight, in one number: pod (17 bits), kind (3), time bucket (17), stage (20),
 * thread group (7).
 */
final class Place {
  static final int MOST_PODS = 1 << 17;
  static final int MOST_BUCKETS = 1 << 17;
  static final int MOST_STAGES = 1 << 20;
  static final int MOST_THREADS = 1 << 7;

  private static final int THREAD_BITS = 7;
  private static final int STAGE_BITS = 20;
  private static final int BUCKET_BITS = 17;
  private static final int KIND_BITS = 3;
  private static final int STAGE_SHIFT = THREAD_BITS;
  private static final int BUCKET_SHIFT = STAGE_SHIFT + STAGE_BITS;
  private static final int KIND_SHIFT = BUCKET_SHIFT + BUCKET_BITS;
  private static final int POD_SHIFT = KIND_SHIFT + KIND_BITS;

  private Place() {}

  /** A stage is -1 for none. */
  static long of(int pod, int kind, int bucket, int stage, int thread) {
    if (pod < 0 || pod >= MOST_PODS) {
      throw new IllegalArgumentException("pod %d has no place".formatted(pod));
    }
    return (long) pod << POD_SHIFT
        | (long) kind << KIND_SHIFT
        | (long) bucket << BUCKET_SHIFT
        | (long) (stage + 1) << STAGE_SHIFT
        | thread;
  }

  static int pod(long place) {
    return (int) (place >>> POD_SHIFT);
  }

  static int kind(long place) {
    return (int) (place >>> KIND_SHIFT) & ((1 << KIND_BITS) - 1);
  }

  static int bucket(long place) {
    return (int) (place >>> BUCKET_SHIFT) & (MOST_BUCKETS - 1);
  }

  static int stage(long place) {
    return ((int) (place >>> STAGE_SHIFT) & (MOST_STAGES - 1)) - 1;
  }

  static int thread(long place) {
    return (int) place & (MOST_THREADS - 1);
  }

  static long withBucket(long place, int bucket) {
    return (place & ~((long) (MOST_BUCKETS - 1) << BUCKET_SHIFT)) | (long) bucket << BUCKET_SHIFT;
  }
}
