package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.application.AppPod;
import io.sparkrecorder.report.read.PodSeries;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A pod with all that its recordings told.
 *
 * @param hottest index of the name of the frame with most CPU samples, or -1
 * @param distance Jensen-Shannon distance of its CPU samples to those of the other executors, 0 to
 *     1
 */
public record PodReport(
    AppPod pod,
    Optional<Long> from,
    Optional<Long> to,
    Ended ended,
    List<FileOutcome> files,
    PodSeries series,
    int hottest,
    Optional<Double> distance) {

  /** The word for the end of executors that share a row. */
  private static final String MERGED = "merged";

  /** One row for executors without rows of their own. */
  static PodReport merged(List<PodReport> executors) {
    AppPod pod =
        new AppPod(
            "executor",
            Optional.empty(),
            String.format(Locale.ROOT, "%,d other executors", executors.size()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "none",
            Optional.empty(),
            Optional.empty(),
            List.of());
    return new PodReport(
        pod,
        executors.stream().flatMap(it -> it.from().stream()).min(Comparator.naturalOrder()),
        executors.stream().flatMap(it -> it.to().stream()).max(Comparator.naturalOrder()),
        new Ended(MERGED, Ends.text(executors)),
        List.of(),
        new PodSeries(),
        -1,
        Optional.empty());
  }

  boolean isMerged() {
    return ended.how().equals(MERGED);
  }

  PodReport with(int hot, Optional<Double> far) {
    return new PodReport(pod, from, to, ended, files, series, hot, far);
  }
}
