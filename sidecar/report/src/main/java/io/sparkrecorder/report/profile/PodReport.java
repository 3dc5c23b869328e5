package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.application.AppPod;
import io.sparkrecorder.report.read.PodSeries;
import java.util.List;
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

  PodReport with(int hot, Optional<Double> far) {
    return new PodReport(pod, from, to, ended, files, series, hot, far);
  }
}
