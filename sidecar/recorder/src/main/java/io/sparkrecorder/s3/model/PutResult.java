package io.sparkrecorder.s3.model;

/** The result of an upload. */
public sealed interface PutResult {
  /** The file is in S3 now. */
  record Stored(String key, long bytes, String etag) implements PutResult {}

  /** The same bytes were in S3 before, or an earlier attempt arrived whose answer was lost. */
  record AlreadyThere(String key, long bytes) implements PutResult {}

  /** Other bytes exist under this key; they were not overwritten. */
  record Conflict(String key) implements PutResult {}

  /** The file is not in S3; a later call resumes where this one ended. */
  record Failed(Problem problem) implements PutResult {}
}
