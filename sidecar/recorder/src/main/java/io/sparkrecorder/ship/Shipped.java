package io.sparkrecorder.ship;

/** How far a file is on its way to S3. */
public sealed interface Shipped {
  /** All its bytes are in S3. */
  record Whole(String key) implements Shipped {}

  /** It waits, or is being sent. */
  record Underway() implements Shipped {}

  /** It is still in the store only. */
  record Left(String why) implements Shipped {}
}
