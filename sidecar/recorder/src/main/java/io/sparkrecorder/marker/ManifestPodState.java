package io.sparkrecorder.marker;

/** The outcome of a pod's recordings. */
public enum ManifestPodState {
  /** The pod's recorder moved everything and said so. */
  SEALED,
  /**
   * The pod's recorder ended, or was lost, before everything was moved; everything that existed was
   * taken.
   */
  PARTIAL,
  /** The pod was seen, but none of its data reached the store. */
  MISSING,
  /** The pod was requested, but its JVM never ran. */
  NEVER_STARTED
}
