package io.sparkrecorder.s3;

/** The result of an upload. */
public sealed interface Put {
  /** The file is in S3 now. */
  record Stored(String key, long bytes, String etag) implements Put {}

  /** The same bytes were in S3 before, or an earlier attempt arrived whose answer was lost. */
  record AlreadyThere(String key, long bytes) implements Put {}

  /** Other bytes exist under this key; they were not overwritten. */
  record Conflict(String key) implements Put {}

  /** The file is not in S3; a later call resumes where this one ended. */
  record Failed(Problem problem) implements Put {}
}
