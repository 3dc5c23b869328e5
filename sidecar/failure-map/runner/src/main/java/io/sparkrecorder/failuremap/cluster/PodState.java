package io.sparkrecorder.failuremap.cluster;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.sparkrecorder.failuremap.outcome.PodEnd;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Facts in the status of a pod of Spark. */
final class PodState {
  static final String DRIVER = "spark-kubernetes-driver";
  private static final Set<String> SPARK = Set.of(DRIVER, "spark-kubernetes-executor");

  /** Reasons of a container that never starts by waiting. */
  private static final Set<String> NO_START =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "ErrImageNeverPull",
          "InvalidImageName",
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError");

  private PodState() {}

  /** Whether all its containers have ended. */
  static boolean ended(Pod pod) {
    String phase = phase(pod);
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  private static String phase(Pod pod) {
    return Optional.ofNullable(pod.getStatus()).map(PodStatus::getPhase).orElse("");
  }

  static PodEnd end(Pod pod) {
    Optional<ContainerStateTerminated> container = terminated(pod);
    return new PodEnd(
        container.map(ContainerStateTerminated::getExitCode).stream()
            .mapToInt(Integer::intValue)
            .findFirst(),
        container.map(ContainerStateTerminated::getReason).orElse(""),
        disruption(pod));
  }

  /** The end of Spark's container; empty while it runs. */
  static Optional<ContainerStateTerminated> terminated(Pod pod) {
    return spark(pod).map(ContainerStatus::getState).map(state -> state.getTerminated());
  }

  private static Optional<ContainerStatus> spark(Pod pod) {
    return statuses(pod).filter(status -> SPARK.contains(status.getName())).findFirst();
  }

  private static Stream<ContainerStatus> statuses(Pod pod) {
    return Optional.ofNullable(pod.getStatus()).map(PodStatus::getContainerStatuses).stream()
        .flatMap(List::stream);
  }

  private static Stream<ContainerStatus> initStatuses(Pod pod) {
    return Optional.ofNullable(pod.getStatus()).map(PodStatus::getInitContainerStatuses).stream()
        .flatMap(List::stream);
  }

  /** The reason and the message with which the cluster ended the pod; empty if it did not. */
  private static String disruption(Pod pod) {
    PodStatus status = pod.getStatus();
    if (status == null) {
      return "";
    }
    if (status.getReason() != null) {
      return words(status.getReason(), status.getMessage());
    }
    return conditions(pod, "DisruptionTarget", "True")
        .map(condition -> words(condition.getReason(), condition.getMessage()))
        .findFirst()
        .orElse("");
  }

  /** The reason why a pod that does not run cannot start; empty if it just takes its time. */
  static Optional<String> obstacle(Pod pod) {
    if (!phase(pod).equals("Pending")) {
      return Optional.empty();
    }
    Optional<String> image =
        Stream.concat(initStatuses(pod), statuses(pod))
            .map(status -> status.getState())
            .filter(Objects::nonNull)
            .map(state -> state.getWaiting())
            .filter(waiting -> waiting != null && NO_START.contains(waiting.getReason()))
            .map(waiting -> words(waiting.getReason(), waiting.getMessage()))
            .findFirst();
    return image.or(
        () ->
            conditions(pod, "PodScheduled", "False")
                .map(condition -> words(condition.getReason(), condition.getMessage()))
                .findFirst());
  }

  private static Stream<PodCondition> conditions(Pod pod, String type, String value) {
    return Optional.ofNullable(pod.getStatus()).map(PodStatus::getConditions).stream()
        .flatMap(List::stream)
        .filter(
            condition -> type.equals(condition.getType()) && value.equals(condition.getStatus()));
  }

  private static String words(String reason, String message) {
    return message == null ? reason : reason + ": " + message;
  }
}
