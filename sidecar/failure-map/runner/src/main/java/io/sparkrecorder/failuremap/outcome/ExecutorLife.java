package io.sparkrecorder.failuremap.outcome;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An executor of the application.
 *
 * @param added milliseconds since the epoch
 * @param removed empty if the log does not tell its end
 * @param reason Spark's words for its end; empty if the log does not tell it
 */
record ExecutorLife(String id, long added, OptionalLong removed, String reason) {
  /** The words of a local cluster, and those of Kubernetes. */
  private static final Pattern EXIT_CODE =
      Pattern.compile(
          "exit(?:ed)?(?: with)?(?: exit)? (?:code|status):? *(\\d+)", Pattern.CASE_INSENSITIVE);

  /** An executor of which only the failure of a task tells. */
  static ExecutorLife lost(String id, String reason) {
    return new ExecutorLife(id, 0, OptionalLong.empty(), reason);
  }

  OptionalInt exitCode() {
    Matcher matcher = EXIT_CODE.matcher(reason);
    return matcher.find()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** Whether it was removed in a span of time. */
  boolean removedBetween(long from, long until) {
    return removed.isPresent() && removed.getAsLong() >= from && removed.getAsLong() <= until;
  }
}
