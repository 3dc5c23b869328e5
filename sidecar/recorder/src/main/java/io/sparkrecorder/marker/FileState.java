package io.sparkrecorder.marker;

/** In what state a recording is. */
public enum FileState {
  /** As its agent ended it. */
  WHOLE,
  /** Its format cannot be checked, and nothing proves that its agent ended it. */
  UNVERIFIED,
  /** Its JVM died; everything up to the last flush is there and can be read. */
  SALVAGED,
  /** It ends in the middle of something, or cannot be read. */
  TORN
}
