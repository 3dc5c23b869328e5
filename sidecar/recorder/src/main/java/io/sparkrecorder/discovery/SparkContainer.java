package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;

/**
 * The container of an executor's pod that Spark's JVM runs in. Its name is a pod template's to
 * choose, and others stand before and behind it; but Spark tells it its executor's id.
 */
final class SparkContainer {
  private static final String DEFAULT_NAME = "spark-kubernetes-executor";
  private static final String MARK = "SPARK_EXECUTOR_ID";

  private SparkContainer() {}

  static Optional<Container> of(Pod pod) {
    List<Container> all =
        Optional.ofNullable(pod.getSpec()).map(PodSpec::getContainers).orElse(List.of());
    return all.stream()
        .filter(SparkContainer::isMarked)
        .findFirst()
        .or(() -> all.stream().filter(one -> DEFAULT_NAME.equals(one.getName())).findFirst())
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
    return container.getEnv().stream().anyMatch(variable -> MARK.equals(variable.getName()));
  }
}
