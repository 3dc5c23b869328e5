package io.sparkrecorder.marker;

/** The progress of a pod's recorder. */
public enum PodState {
  /** The JVM of the pod may still write. */
  RECORDING,
  /** Everything that the pod recorded is in the store. */
  SEALED,
  /** The recorder has ended, but some data did not reach the store. */
  PARTIAL
}
