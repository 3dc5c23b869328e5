package io.sparkrecorder.faults;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares the files written by the agents of one pod with its files in S3. */
final class PodCheck {
  private final Evidence.Pod pod;
  private final List<Shelf.Item> items;
  private final boolean all;
  private final Findings findings = new Findings();

  /**
   * Prepares the comparison.
   *
   * @param items the pod's files in S3
   * @param all whether S3 must hold everything; otherwise, missing files must be elsewhere
   */
  PodCheck(Evidence.Pod pod, List<Shelf.Item> items, boolean all) {
    this.pod = pod;
    this.items = items;
    this.all = all;
  }

  Findings check() {
    Elsewhere elsewhere = new Elsewhere(all ? List.of() : pod.elsewhere());
    Set<Shelf.Item> explained = new HashSet<>();
    RecordingCheck recordings = new RecordingCheck(pod, items, elsewhere, all, findings);
    explained.addAll(recordings.check());
    FileCheck files = new FileCheck(pod, items, elsewhere, all, findings);
    explained.addAll(files.check());
    pod.written()
        .jvm()
        .ifPresent(
            events -> explained.addAll(new EventsCheck(pod, items, events, all, findings).check()));
    for (Shelf.Item item : items) {
      if (!explained.contains(item)) {
        findings.mismatch(
            Mismatch.Kind.WRONG_BYTES,
            pod.label() + " " + item.name(),
            "no agent wrote this: %s, %s".formatted(item.state(), item.content()));
      }
    }
    return findings;
  }
}
