package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.fold.Folded;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The stage of a pod's last samples. */
final class LastStage {
  private static final long WINDOW_MS = 10_000;
  private static final int BUCKETS = 2;

  private LastStage() {}

  /**
   * The value of the stage column with most samples in the last moments that have one, at most ten
   * seconds before a pod's last sample.
   */
  static Optional<Integer> of(Folded folded, StageTable stages, int pod) {
    long last = last(folded, stages, pod, false);
    long named = last(folded, stages, pod, true);
    if (named < 0 || (last - named) * folded.bucketMs() > WINDOW_MS) {
      return Optional.empty();
    }
    Map<Integer, Long> samples = new HashMap<>();
    for (int row = 0; row < folded.rows(); row++) {
      int stage = stages.of(folded.stage(row));
      if (folded.pod(row) == pod && folded.bucket(row) > named - BUCKETS && stage >= 0) {
        samples.merge(stage, 1L, Long::sum);
      }
    }
    return samples.entrySet().stream()
        .max(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey);
  }

  /** The last bucket with a sample of a pod, or -1. */
  private static long last(Folded folded, StageTable stages, int pod, boolean named) {
    int last = -1;
    for (int row = 0; row < folded.rows(); row++) {
      if (folded.pod(row) == pod && (!named || stages.of(folded.stage(row)) >= 0)) {
        last = Math.max(last, folded.bucket(row));
      }
    }
    return last;
  }
}
