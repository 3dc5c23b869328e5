package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The container in which Spark's JVM runs. A pod template chooses its name, and its place in the
 * list varies. Spark's environment variables identify it: the id of an executor, the address of a
 * driver.
 */
final class SparkContainer {
  private static final Set<String> DEFAULT_NAMES =
      Set.of("spark-kubernetes-executor", "spark-kubernetes-driver");
  private static final Set<String> MARKS = Set.of("SPARK_EXECUTOR_ID", "SPARK_DRIVER_BIND_ADDRESS");

  private SparkContainer() {}

  static Optional<Container> of(Pod pod) {
    List<Container> all =
        Optional.ofNullable(pod.getSpec()).map(PodSpec::getContainers).orElse(List.of());
    return all.stream()
        .filter(SparkContainer::isMarked)
        .findFirst()
        .or(() -> all.stream().filter(one -> DEFAULT_NAMES.contains(one.getName())).findFirst())
        .or(() -> all.stream().findFirst());
  }

  static Optional<ContainerStatus> status(Pod pod) {
    Optional<String> name = of(pod).map(Container::getName);
    return Optional.ofNullable(pod.getStatus()).map(PodStatus::getContainerStatuses).stream()
        .flatMap(List::stream)
        .filter(status -> name.isPresent() && name.get().equals(status.getName()))
        .findFirst();
  }

  private static boolean isMarked(Container container) {
    return container.getEnv().stream().anyMatch(variable -> MARKS.contains(variable.getName()));
  }
}
