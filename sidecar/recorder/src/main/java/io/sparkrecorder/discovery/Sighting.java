package io.sparkrecorder.discovery;

import io.sparkrecorder.marker.PodRecord;

/** A pod and its known fate. */
public record Sighting(PodRecord pod, Fate fate) {
  /** Combines two sightings of the pod; the order in which they arrived does not matter. */
  public Sighting after(Sighting earlier) {
    boolean better = pod.node().isPresent() || (!earlier.pod.isNamed() && pod.isNamed());
    return new Sighting(better ? pod : earlier.pod, fate.after(earlier.fate));
  }
}
