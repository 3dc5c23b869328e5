package io.sparkrecorder.record;

/**
 * How the JVM of a pod ended, as far as the files in its spool tell. No outcome proves that a file
 * of an unchecked format is whole: only the exit code proves it, which this recorder does not know.
 */
sealed interface JvmEnd {
  /** A file exists that a JVM leaves only if it does not end by itself. */
  record Killed(String evidence) implements JvmEnd {}

  /**
   * The JVM ran its shutdown hooks: its JFR dump at exit exists and is whole, and its repository is
   * gone. Other hooks and agents may still have been at work when it was killed.
   */
  record HooksRan(String dump) implements JvmEnd {}

  /** The spool says nothing. */
  record Unknown() implements JvmEnd {}

  /** A note for a file of an unchecked format. */
  default String note() {
    String unproved = "nothing says that its writer ended it";
    return switch (this) {
      case Killed(String evidence) ->
          "%s, and a JVM of its pod did not end by itself: %s".formatted(unproved, evidence);
      case HooksRan(String dump) ->
          "%s; its JVM ran its shutdown hooks (%s is whole)".formatted(unproved, dump);
      case Unknown() -> unproved;
    };
  }
}
