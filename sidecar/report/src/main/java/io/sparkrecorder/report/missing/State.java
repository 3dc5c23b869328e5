package io.sparkrecorder.report.missing;

import io.sparkrecorder.report.application.ManifestStamp;

/** The state of an application's report. */
sealed interface State {
  /** The report is made of the manifest as it is. */
  record UpToDate() implements State {}

  /** There is no manifest yet, or a provisional one: the job runs, or its driver was lost. */
  record Unfinished() implements State {}

  /** The manifest is older than the limit. */
  record TooOld() implements State {}

  /** Each attempt at this manifest failed. */
  record GivenUp(String why) implements State {}

  /**
   * A report is to be made.
   *
   * @param why why the report is missing
   * @param attempts earlier attempts at this manifest
   * @param manifest the manifest, or why it cannot be used
   */
  record Missing(String why, Attempts attempts, Checked manifest) implements State {}

  /** A manifest that was read. */
  sealed interface Checked {
    record Usable(ManifestStamp stamp) implements Checked {}

    record Unusable(String why) implements Checked {}
  }
}
