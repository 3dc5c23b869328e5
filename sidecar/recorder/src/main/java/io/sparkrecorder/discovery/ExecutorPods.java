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

/** Reads an executor's fate from its pod, and how a driver ended. */
final class ExecutorPods {
  static final String EXECUTOR_ID = "spark-exec-id";

  /** With these ends of a container its process never was. */
  private static final Set<String> NEVER_RAN = Set.of("StartError", "ContainerCannotRun");

  private ExecutorPods() {}

  static Sighting sighting(Pod pod) {
    return new Sighting(record(pod), fate(pod));
  }

  /** The pod is no more; its last known state says why. */
  static Sighting deleted(Pod pod) {
    return new Sighting(record(pod), gone(pod, Fate.DELETED));
  }

  /** The pod is no more, and nobody saw it go: it may have run since it was seen last. */
  static Sighting missed(Pod pod) {
    return new Sighting(record(pod), everRan(pod) ? gone(pod, Fate.DELETED) : Fate.Gone.unseen());
  }

  /** How a Spark container ended of which it is known that it did; empty when nothing says it. */
  static Optional<Fate.Ended> end(Pod pod) {
    Optional<ContainerStateTerminated> end = terminated(pod);
    return PodReasons.of(pod)
        .or(() -> end.map(ExecutorPods::reason))
        .or(
            () ->
                Optional.ofNullable(pod.getMetadata().getDeletionTimestamp())
                    .map(_ -> Fate.DELETED))
        .map(reason -> new Fate.Ended(reason, end.flatMap(ExecutorPods::exitCode)));
  }

  private static PodRecord record(Pod pod) {
    Map<String, String> labels =
        Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    return new PodRecord(
        "executor",
        Optional.ofNullable(labels.get(EXECUTOR_ID))
            .filter(id -> !id.isEmpty())
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
        end.flatMap(ExecutorPods::exitCode));
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
   * A kubelet that ends a pod calls every container terminated, also one that never was; but only
   * one that was has an id.
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

  /** {@code Error} says nothing that the exit code does not say better. */
  private static String reason(ContainerStateTerminated end) {
    String reason = Optional.ofNullable(end.getReason()).orElse("ended");
    return switch (reason) {
      case "Error" -> "exit-code";
      case "Completed" -> "completed";
      case "ContainerStatusUnknown" -> Fate.UNKNOWN;
      default -> reason;
    };
  }

  /** Where the kubelet has lost sight of a container, it makes up an exit code. */
  private static Optional<Integer> exitCode(ContainerStateTerminated end) {
    return Optional.ofNullable(end.getExitCode()).filter(_ -> !reason(end).equals(Fate.UNKNOWN));
  }
}
