package io.sparkrecorder.record;

import java.time.Duration;

/** What shows that a file of an unchecked format is whole. */
sealed interface Proof {
  /** Nothing that this recorder knows. */
  record None() implements Proof {}

  /** Its agent said that it saved it. */
  record Saved() implements Proof {}

  /** It did not change for this time while its JVM ran. */
  record Quiet(Duration time) implements Proof {
    String note() {
      return "it did not change for %ds while its JVM ran".formatted(time.toSeconds());
    }
  }

  /** The rules demand that its agent says so, and it did not. */
  record Unsaved() implements Proof {}
}
