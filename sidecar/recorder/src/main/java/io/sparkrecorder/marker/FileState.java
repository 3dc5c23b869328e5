package io.sparkrecorder.marker;

public enum FileState {
  /** The agent of the file ended it. */
  WHOLE,
  /** Its format cannot be checked, and nothing proves that its agent ended it. */
  UNVERIFIED,
  /** The JVM of the file died; everything up to the last flush is there and is readable. */
  SALVAGED,
  /** The file ends in the middle of a record, or is unreadable. */
  TORN
}
