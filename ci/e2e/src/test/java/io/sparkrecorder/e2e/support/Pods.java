package io.sparkrecorder.e2e.support;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the state of a pod. */
public final class Pods {
  private Pods() {}

  public static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  public static int grace(Pod pod) {
    return pod.getSpec().getTerminationGracePeriodSeconds().intValue();
  }

  /** Whether all of its containers have, for good. */
  public static boolean hasEnded(Pod pod) {
    return List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase());
  }

  /** Names of the containers called so, and whether Kubernetes ends them after the others. */
  public static List<String> recorders(Pod pod) {
    return containers(pod)
        .filter(container -> "recorder".equals(container.getName()))
        .map(container -> "Always".equals(container.getRestartPolicy()) ? "native" : "plain")
        .toList();
  }

  public static Container container(Pod pod, String name) {
    return containers(pod)
        .filter(container -> name.equals(container.getName()))
        .findFirst()
        .orElseThrow();
  }

  public static Optional<String> variable(Container container, String name) {
    return container.getEnv().stream()
        .filter(variable -> name.equals(variable.getName()))
        .map(EnvVar::getValue)
        .findFirst();
  }

  /** Empty while it runs. */
  public static Optional<Integer> exitCode(Pod pod, String container) {
    return end(pod, container).map(ContainerStateTerminated::getExitCode);
  }

  /** How a container ended; empty while it runs. */
  public static Optional<ContainerStateTerminated> end(Pod pod, String container) {
    return status(pod, container).map(ContainerStatus::getState).map(ContainerState::getTerminated);
  }

  /** When a container was started the last time; empty before that. */
  public static Optional<Instant> started(Pod pod, String container) {
    return status(pod, container)
        .map(ContainerStatus::getState)
        .map(
            state ->
                state.getTerminated() == null
                    ? state.getRunning() == null ? null : state.getRunning().getStartedAt()
                    : state.getTerminated().getStartedAt())
        .map(Instant::parse);
  }

  /** When a container ended, for good; empty before that. */
  public static Optional<Instant> ended(Pod pod, String container) {
    return end(pod, container).map(ContainerStateTerminated::getFinishedAt).map(Instant::parse);
  }

  /** Whether a container runs, and nobody has asked for its end. */
  public static boolean isRunning(Pod pod, String container) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && status(pod, container)
            .map(ContainerStatus::getState)
            .map(ContainerState::getRunning)
            .isPresent();
  }

  /** How often the kubelet has started a container again. */
  public static int restarts(Pod pod, String container) {
    return status(pod, container).map(ContainerStatus::getRestartCount).orElse(0);
  }

  /** The id of a container in its container runtime. */
  public static String containerId(Pod pod, String container) {
    String url = status(pod, container).map(ContainerStatus::getContainerID).orElseThrow();
    return url.substring(url.lastIndexOf('/') + 1);
  }

  private static Optional<ContainerStatus> status(Pod pod, String container) {
    return statuses(pod).filter(status -> container.equals(status.getName())).findFirst();
  }

  /** Statuses of all its containers. */
  public static Stream<ContainerStatus> statuses(Pod pod) {
    return Stream.concat(
        pod.getStatus().getInitContainerStatuses().stream(),
        pod.getStatus().getContainerStatuses().stream());
  }

  private static Stream<Container> containers(Pod pod) {
    return Stream.concat(
        pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream());
  }

  /** Where its containers find a token of the Kubernetes API. */
  public static List<String> tokens(Pod pod) {
    return Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .flatMap(container -> container.getVolumeMounts().stream())
        .map(VolumeMount::getMountPath)
        .filter(path -> path.startsWith("/var/run/secrets/kubernetes.io/serviceaccount"))
        .toList();
  }
}
