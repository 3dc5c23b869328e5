package io.sparkrecorder.armada.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The end of one job, as an event of Armada tells it. */
final class JobEnd {

  /** The kinds of ends. */
  enum Kind {
    SUCCEEDED,
    FAILED,
    /** Armada cannot run the job, for example because no node fits. */
    REJECTED,
    PREEMPTED,
    CANCELLED
  }

  private final Kind kind;
  private final String reason;
  private final Optional<Integer> exitCode;
  private final boolean causedByApp;

  private JobEnd(Kind kind, String reason, Optional<Integer> exitCode, boolean causedByApp) {
    this.kind = kind;
    this.reason = reason;
    this.exitCode = exitCode;
    this.causedByApp = causedByApp;
  }

  /**
   * The end that a message tells, or nothing if the job goes on.
   *
   * @param type the name of the event, for example "failed"
   * @param container the name of the container that runs Spark
   */
  static Optional<JobEnd> of(String type, JsonNode event, String container) {
    String words = event.path("reason").asText();
    switch (type) {
      case "succeeded":
        return Optional.of(new JobEnd(Kind.SUCCEEDED, "succeeded", Optional.of(0), false));
      case "failed":
        return Optional.of(failed(event, words, container));
      case "preempted":
        return Optional.of(
            new JobEnd(Kind.PREEMPTED, "was preempted" + colon(words), Optional.empty(), false));
      case "cancelled":
        String by = event.path("requestor").asText();
        return Optional.of(
            new JobEnd(
                Kind.CANCELLED,
                "was cancelled" + (by.isEmpty() ? "" : " by " + by) + colon(words),
                Optional.empty(),
                false));
      default:
        return Optional.empty();
    }
  }

  private static JobEnd failed(JsonNode event, String words, String container) {
    String cause = event.path("cause").asText();
    if (cause.equals("Rejected")) {
      return new JobEnd(Kind.REJECTED, "was rejected" + colon(words), Optional.empty(), false);
    }
    StringBuilder reason = new StringBuilder("failed").append(colon(words));
    JsonNode status = status(event, container);
    Optional<Integer> exitCode = Optional.empty();
    if (!status.isMissingNode()) {
      exitCode = Optional.of(status.path("exitCode").asInt());
      reason
          .append("; container ")
          .append(status.path("name").asText())
          .append(" exited with ")
          .append(status.path("exitCode").asInt());
      String why = status.path("reason").asText();
      reason.append(why.isEmpty() ? "" : " (" + why + ")");
    }
    return new JobEnd(
        Kind.FAILED,
        reason.toString(),
        exitCode,
        !cause.equals("Evicted") && !cause.equals("DeadlineExceeded"));
  }

  private static JsonNode status(JsonNode event, String container) {
    JsonNode found = event.path("containerStatuses").path(0);
    for (JsonNode status : event.path("containerStatuses")) {
      if (status.path("name").asText().equals(container)) {
        return status;
      }
    }
    return found;
  }

  private static String colon(String words) {
    return words.isEmpty() ? "" : ": " + words;
  }

  Kind kind() {
    return kind;
  }

  /** A verb with the words of Armada, to follow the name of the job. */
  String reason() {
    return reason;
  }

  Optional<Integer> exitCode() {
    return exitCode;
  }

  /** Whether Spark counts the end against the application. */
  boolean causedByApp() {
    return causedByApp;
  }
}
