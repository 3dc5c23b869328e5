package io.sparkrecorder.config;

/** The place where recorders meet. */
public enum Transport {
  /** A volume that every pod of the application mounts. */
  SHARED_VOLUME,
  /** The bucket itself: each pod's recorder uploads its own files. */
  DIRECT
}
