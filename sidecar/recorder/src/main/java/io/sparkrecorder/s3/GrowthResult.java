package io.sparkrecorder.s3;

/** The result of one step of a growing upload. */
public sealed interface Growth {
  /** The upload is in progress. */
  record Ready() implements Growth {}

  /** An object exists under the key, this one or another: {@link ObjectStore#head} tells which. */
  record Taken() implements Growth {}

  /** The server no longer knows the upload. */
  record Gone() implements Growth {}

  /** The step failed; it can be retried. */
  record Failed(Problem problem) implements Growth {}
}
