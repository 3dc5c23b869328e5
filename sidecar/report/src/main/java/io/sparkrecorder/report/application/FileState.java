package io.sparkrecorder.report.application;

/** The state of a recorded file, as a report shows it. */
public enum FileState {
  WHOLE,
  SALVAGED,
  TORN,
  UNVERIFIED,
  /** It could not be read. */
  UNREADABLE,
  /** It was recorded, but is not there. */
  MISSING
}
