package io.sparkrecorder.s3.model;

/** The result of one step of a growing upload. */
public sealed interface GrowthResult {
  /** The upload is in progress. */
  record Ready() implements GrowthResult {}

  /** An object exists under the key, this one or another: a HEAD tells which. */
  record Taken() implements GrowthResult {}

  /** The server no longer knows the upload. */
  record Gone() implements GrowthResult {}

  /** The step failed; it can be retried. */
  record Failed(Problem problem) implements GrowthResult {}
}
