package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The properties of a pod that decide whether its recordings arrive.
 *
 * @param name its name
 * @param labels its labels
 * @param grace terminationGracePeriodSeconds
 * @param sidecars names of its native sidecars: init containers with restartPolicy Always
 * @param recorder plain variables of its container {@code recorder}; empty if it has none
 */
public record PodShape(
    String name,
    Map<String, String> labels,
    Optional<Duration> grace,
    List<String> sidecars,
    Optional<Map<String, String>> recorder) {
  private static final String RECORDER = "recorder";

  static PodShape of(Pod pod) {
    Optional<PodSpec> spec = Optional.ofNullable(pod.getSpec());
    List<Container> init = spec.map(PodSpec::getInitContainers).orElse(List.of());
    List<Container> main = spec.map(PodSpec::getContainers).orElse(List.of());
    return new PodShape(
        Optional.ofNullable(pod.getMetadata().getName()).orElse(""),
        Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of()),
        spec.map(PodSpec::getTerminationGracePeriodSeconds).map(Duration::ofSeconds),
        init.stream()
            .filter(container -> "Always".equals(container.getRestartPolicy()))
            .map(Container::getName)
            .toList(),
        Stream.concat(init.stream(), main.stream())
            .filter(container -> RECORDER.equals(container.getName()))
            .findFirst()
            .map(PodShape::variables));
  }

  private static Map<String, String> variables(Container container) {
    return container.getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue, (_, last) -> last));
  }

  /** The value of a label; empty if the pod does not have it. */
  public String label(String label) {
    return labels.getOrDefault(label, "");
  }
}
