package io.sparkrecorder.discovery;

import io.sparkrecorder.marker.PodRecord;

/** A pod and its known fate. */
public record Sighting(PodRecord pod, Fate fate) {
  /** Combines two sightings of the pod; the order in which they arrived does not matter. */
  public Sighting after(Sighting earlier) {
    boolean better = pod.node().isPresent() || (!isNamed(earlier.pod) && isNamed(pod));
    return new Sighting(better ? pod : earlier.pod, fate.after(earlier.fate));
  }

  /**
   * Tells whether the pod's name is known; a folder in the store identifies a pod without its name.
   */
  private static boolean isNamed(PodRecord pod) {
    return !pod.pod().equals(pod.label());
  }
}
