package io.sparkrecorder.s3;

/** What became of an upload. */
public sealed interface Put {
  /** It is in S3 now. */
  record Stored(String key, long bytes, String etag) implements Put {}

  /** The same bytes were in S3 before, or an earlier attempt arrived whose answer was lost. */
  record AlreadyThere(String key, long bytes) implements Put {}

  /** Other bytes are under this key. They were left alone. */
  record Conflict(String key) implements Put {}

  /** It is not in S3; a later call goes on where this one ended. */
  record Failed(Problem problem) implements Put {}
}
