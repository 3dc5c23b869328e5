package io.sparkrecorder.marker;

/** How far a pod's recorder is. */
public enum PodState {
  /** Its JVM may still write. */
  RECORDING,
  /** Everything that the pod recorded is in the store. */
  SEALED,
  /** The recorder has ended, and something did not reach the store. */
  PARTIAL
}
