package io.sparkrecorder.marker;

/** What became of a pod's recordings. */
public enum ManifestPodState {
  /** Its recorder moved everything and said so. */
  SEALED,
  /** Its recorder ended, or was lost, before everything was moved; what there is was taken. */
  PARTIAL,
  /** It was seen, and nothing of it reached the store. */
  MISSING,
  /** It was asked for, and its JVM never ran. */
  NEVER_STARTED
}
