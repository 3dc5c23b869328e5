package io.sparkrecorder.format;

/** Tells whether a file ends as its format requires. */
public sealed interface Ending {
  /** The file ends as its format requires. */
  record Whole() implements Ending {}

  /** The file provably does not. */
  record Torn(String why) implements Ending {}

  /** The format tells nothing. */
  record Unchecked() implements Ending {}
}
