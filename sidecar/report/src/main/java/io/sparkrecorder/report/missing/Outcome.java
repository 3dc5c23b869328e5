package io.sparkrecorder.report.missing;

/** The end of a run for one application that needs attention. */
public sealed interface Outcome {
  /**
   * The report is in the bucket.
   *
   * @param unread number of recordings that could not be read, or only in part; the report names
   *     them
   */
  record Made(String headline, int unread) implements Outcome {}

  /** There is no pod, and so no report. */
  record Empty() implements Outcome {}

  /** A dry run found that the report would be made. */
  record WouldMake(String why) implements Outcome {}

  /** The attempt failed. */
  record Failed(int attempt, String why) implements Outcome {}

  /** Each of the attempts failed before; a new manifest or version gets new ones. */
  record GivenUp(String why) implements Outcome {}
}
