package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The reason why the cluster ended a pod or did not start it, in this product's words where it has
 * any.
 */
final class PodReasons {
  private PodReasons() {}

  /**
   * The cluster's action on the whole pod; empty when the pod ended by itself or by a plain
   * deletion.
   */
  static Optional<String> of(Pod pod) {
    return Optional.ofNullable(pod.getStatus())
        .flatMap(
            status ->
                Optional.ofNullable(status.getReason())
                    .map(PodReasons::ofStatus)
                    .or(() -> disruption(status)));
  }

  /** The reason why a pod that never ran was still waiting. */
  static Optional<String> ofWaiting(Pod pod) {
    return SparkContainer.status(pod)
        .map(ContainerStatus::getState)
        .map(ContainerState::getWaiting)
        .map(ContainerStateWaiting::getReason)
        .or(() -> Optional.ofNullable(pod.getStatus()).flatMap(PodReasons::unscheduled));
  }

  private static String ofStatus(String reason) {
    return switch (reason) {
      case "Evicted" -> "evicted";
      case "NodeLost", "NodeShutdown", "Terminated" -> "node-lost";
      default -> reason;
    };
  }

  /** A component that deletes a pod on the cluster's behalf records its reason in a condition. */
  private static Optional<String> disruption(PodStatus status) {
    return conditions(status, "DisruptionTarget", "True")
        .map(PodCondition::getReason)
        .map(
            reason ->
                switch (reason) {
                  case "DeletionByTaintManager", "DeletionByPodGC" -> "node-lost: " + reason;
                  default -> "evicted: " + reason;
                })
        .findFirst();
  }

  private static Optional<String> unscheduled(PodStatus status) {
    return conditions(status, "PodScheduled", "False").map(PodCondition::getReason).findFirst();
  }

  private static Stream<PodCondition> conditions(PodStatus status, String type, String value) {
    return Optional.ofNullable(status.getConditions()).orElse(List.of()).stream()
        .filter(
            condition -> type.equals(condition.getType()) && value.equals(condition.getStatus()))
        .filter(condition -> condition.getReason() != null);
  }
}
