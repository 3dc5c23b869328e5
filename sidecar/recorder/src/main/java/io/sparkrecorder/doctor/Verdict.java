package io.sparkrecorder.doctor;

/** The result of a check. */
public enum Verdict {
  /** It works. */
  OK,
  /** Jobs are recorded, but someone should look at this. */
  WARNING,
  /** Recordings will be lost, or never made. */
  WRONG,
  /** The check could not be made; the detail says why. */
  SKIPPED
}
