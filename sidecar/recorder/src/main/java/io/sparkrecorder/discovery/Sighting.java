package io.sparkrecorder.discovery;

import io.sparkrecorder.marker.PodRecord;

/** A pod, and what is known of its fate. */
public record Sighting(PodRecord pod, Fate fate) {
  /** What is known of the pod when both were seen, in whatever order they came in. */
  public Sighting after(Sighting earlier) {
    PodRecord known = pod.node().isPresent() ? pod : earlier.pod;
    return new Sighting(known, fate.after(earlier.fate));
  }
}
