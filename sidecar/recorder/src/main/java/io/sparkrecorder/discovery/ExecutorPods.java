package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.marker.PodRecord;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the fate of an executor from its pod, and the end of a driver. */
final class ExecutorPods {
  static final String EXECUTOR_ID = "spark-exec-id";

  /** Termination reasons of containers whose process never started. */
  private static final Set<String> NEVER_RAN = Set.of("StartError", "ContainerCannotRun");

  private ExecutorPods() {}

  static Sighting sighting(Pod pod) {
    return new Sighting(record(pod), fate(pod));
  }

  /** Tells whether Spark made the pod for an executor. */
  static boolean isExecutor(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getLabels())
        .map(labels -> labels.get("spark-role"))
        .filter("executor"::equals)
        .isPresent();
  }

  /** The pod is deleted; its last known state holds the reason. */
  static Sighting deleted(Pod pod) {
    return new Sighting(record(pod), gone(pod, Fate.DELETED));
  }

  /**
   * The pod is deleted and the watch missed the deletion: the pod may have run since its last
   * sighting.
   */
  static Sighting missed(Pod pod) {
    return new Sighting(record(pod), everRan(pod) ? gone(pod, Fate.DELETED) : Fate.Gone.unseen());
  }

  /**
   * The end of a Spark container that is known to have ended; empty when the pod does not show how.
   */
  static Optional<Fate.Ended> end(Pod pod) {
    Optional<ContainerStateTerminated> end = terminated(pod);
    return PodReasons.of(pod)
        .or(() -> end.map(ExecutorPods::reason))
        .or(
            () ->
                Optional.ofNullable(pod.getMetadata().getDeletionTimestamp())
                    .map(_ -> Fate.DELETED))
        .map(
            reason ->
                new Fate.Ended(reason, end.flatMap(ExecutorPods::exitCode), isOutOfMemory(end)));
  }

  private static PodRecord record(Pod pod) {
    Map<String, String> labels =
        Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    return new PodRecord(
        "executor",
        Optional.ofNullable(labels.get(EXECUTOR_ID))
            .filter(PodRecord::isExecutorId)
            .or(() -> Optional.of("unknown")),
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        Optional.ofNullable(pod.getSpec()).map(spec -> spec.getNodeName()));
  }

  private static Fate fate(Pod pod) {
    String phase = phase(pod);
    if (phase.equals("Failed") || phase.equals("Succeeded")) {
      return gone(pod, phase.toLowerCase(Locale.ROOT));
    }
    return terminated(pod)
        .<Fate>map(end -> new Fate.Ended(reason(end), exitCode(end)))
        .orElseGet(Fate.Alive::new);
  }

  private static Fate gone(Pod pod, String otherwise) {
    Optional<String> why = PodReasons.of(pod);
    if (!everRan(pod)) {
      String text = why.or(() -> PodReasons.ofWaiting(pod)).map(more -> ": " + more).orElse("");
      return new Fate.NeverStarted("never-started" + text);
    }
    Optional<ContainerStateTerminated> end = terminated(pod);
    return new Fate.Gone(
        why.or(() -> end.map(ExecutorPods::reason)).orElse(otherwise),
        end.flatMap(ExecutorPods::exitCode),
        isOutOfMemory(end));
  }

  private static String phase(Pod pod) {
    return Optional.ofNullable(pod.getStatus()).map(status -> status.getPhase()).orElse("Unknown");
  }

  private static Optional<ContainerStateTerminated> terminated(Pod pod) {
    return SparkContainer.status(pod)
        .map(ContainerStatus::getState)
        .map(ContainerState::getTerminated);
  }

  /**
   * Tells whether the container ever ran. A kubelet that ends a pod reports every container as
   * terminated, even one that never started; but only a container that was created has an id.
   */
  private static boolean everRan(Pod pod) {
    boolean made =
        SparkContainer.status(pod)
            .map(ContainerStatus::getContainerID)
            .filter(id -> !id.isEmpty())
            .isPresent();
    return made
        && terminated(pod)
            .map(ContainerStateTerminated::getReason)
            .filter(NEVER_RAN::contains)
            .isEmpty();
  }

  /** Replaces {@code Error}, because the exit code is more precise. */
  private static String reason(ContainerStateTerminated end) {
    String reason = Optional.ofNullable(end.getReason()).orElse("ended");
    return switch (reason) {
      case "Error" -> "exit-code";
      case "Completed" -> "completed";
      case "ContainerStatusUnknown" -> Fate.UNKNOWN;
      default -> reason;
    };
  }

  private static boolean isOutOfMemory(Optional<ContainerStateTerminated> end) {
    return end.map(ContainerStateTerminated::getReason)
        .filter(Fate.OUT_OF_MEMORY::equals)
        .isPresent();
  }

  /** Drops the exit code that the kubelet invents for a container that it lost track of. */
  private static Optional<Integer> exitCode(ContainerStateTerminated end) {
    return Optional.ofNullable(end.getExitCode()).filter(_ -> !reason(end).equals(Fate.UNKNOWN));
  }
}
