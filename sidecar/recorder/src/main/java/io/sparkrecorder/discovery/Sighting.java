package io.sparkrecorder.discovery;

import io.sparkrecorder.marker.PodRecord;

/** A pod, and what is known of its fate. */
public record Sighting(PodRecord pod, Fate fate) {
  /** What is known of the pod when both were seen, in whatever order they came in. */
  public Sighting after(Sighting earlier) {
    boolean better = pod.node().isPresent() || (!isNamed(earlier.pod) && isNamed(pod));
    return new Sighting(better ? pod : earlier.pod, fate.after(earlier.fate));
  }

  /** A folder in the store tells who a pod is, and not its name. */
  private static boolean isNamed(PodRecord pod) {
    return !pod.pod().equals(pod.part());
  }
}
