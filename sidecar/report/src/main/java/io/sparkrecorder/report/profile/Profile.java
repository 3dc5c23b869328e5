package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.application.Application;
import io.sparkrecorder.report.fold.Folded;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a report shows of one application.
 *
 * @param attribution how samples got their stages: spans, event-log, or none
 * @param verdict sentences that sum it up, the most important one first
 * @param unread number of recordings that could not be read, or only in part
 */
public record Profile(
    Application application,
    Optional<String> name,
    Optional<String> sparkVersion,
    long started,
    long ended,
    Optional<String> eventLog,
    String attribution,
    List<String> notes,
    List<String> verdict,
    List<KindTotal> kinds,
    List<PodReport> pods,
    StageTable stages,
    Folded folded,
    int unread) {

  public Profile {
    notes = List.copyOf(notes);
    verdict = List.copyOf(verdict);
  }

  /** Whether there is anything to show: a sample, a measure, or a pod. */
  public boolean isEmpty() {
    return pods.isEmpty();
  }
}
