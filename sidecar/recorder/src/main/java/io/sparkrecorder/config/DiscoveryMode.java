package io.sparkrecorder.config;

/** How a driver's recorder learns which executors there are. */
public enum DiscoveryMode {
  /** By the labels of the pods. */
  KUBERNETES,
  /** By what the executors' recorders write into the store. */
  STORE
}
