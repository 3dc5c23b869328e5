package io.sparkrecorder.format;

/** Whether a file ends where its format says it must. */
public sealed interface Ending {
  /** It does. */
  record Whole() implements Ending {}

  /** It provably does not. */
  record Torn(String why) implements Ending {}

  /** The format tells nothing. */
  record Unchecked() implements Ending {}
}
