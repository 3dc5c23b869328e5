package io.sparkrecorder.report.missing;

import io.sparkrecorder.report.application.BucketOrigin;
import java.util.Optional;

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
   * @param application the application, with the manifest that the attempts are of
   * @param unusable why the manifest cannot be used; empty if it can
   */
  record Missing(String why, Attempts attempts, BucketOrigin application, Optional<String> unusable)
      implements State {}
}
