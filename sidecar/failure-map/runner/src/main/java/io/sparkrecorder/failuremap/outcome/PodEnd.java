package io.sparkrecorder.failuremap.outcome;

import java.util.OptionalInt;

/**
 * The end of a pod, as Kubernetes tells it.
 *
 * @param exitCode of the container with Spark's JVM; empty if it is not known
 * @param reason Kubernetes' word for the container's end, such as OOMKilled; may be empty
 * @param disruption why the cluster ended the pod, such as Evicted; empty if it did not
 */
public record PodEnd(OptionalInt exitCode, String reason, String disruption) {
  /** Nothing is known. */
  public static final PodEnd UNKNOWN = new PodEnd(OptionalInt.empty(), "", "");

  /** The end of a process of which only the exit code is known. */
  public static PodEnd exited(OptionalInt exitCode) {
    return new PodEnd(exitCode, "", "");
  }

  boolean oomKilled() {
    return reason.equals("OOMKilled");
  }

  /** Whether Kubernetes knows how the container ended. */
  boolean known() {
    return !reason.isEmpty() || !disruption.isEmpty();
  }

  /** In words for people; empty if nothing is known. */
  String words() {
    if (!disruption.isEmpty()) {
      return disruption;
    }
    return reason.isEmpty() ? "" : "%s, exit code %d".formatted(reason, exitCode.orElse(0));
  }
}
