package io.sparkrecorder.ship;

/** The progress of a file on its way to S3. */
public sealed interface Shipped {
  /** All its bytes are in S3. */
  record Whole(String key) implements Shipped {}

  /** The file waits, or is being sent. */
  record Underway() implements Shipped {}

  /** The file is still in the store only. */
  record Left(String why) implements Shipped {}
}
