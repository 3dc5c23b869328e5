package io.sparkrecorder.config;

/** How a driver's recorder discovers its executors. */
public enum DiscoveryMode {
  /** Finds pods by their labels. */
  KUBERNETES,
  /** Reads the announcements that the executors' recorders write into the store. */
  STORE
}
