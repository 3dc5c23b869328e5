package io.sparkrecorder.ship;

/** The progress of a file on its way to S3. */
public sealed interface UploadState {
  /** All its bytes are in S3. */
  record Whole(String key) implements UploadState {}

  /** The file waits, or is being sent. */
  record Underway() implements UploadState {}

  /** The file is still in the store only. */
  record Left(String why) implements UploadState {}
}
