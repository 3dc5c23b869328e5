package io.sparkrecorder.armada.spark;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.deploy.k8s.SparkPod;

/** A pod with what Spark wants beside it. */
public final class BuiltPod {

  private final Pod pod;
  private final String sparkContainer;
  private final List<HasMetadata> resources;
  private final Map<String, String> properties;

  BuiltPod(SparkPod built, List<HasMetadata> resources, Map<String, String> properties) {
    // Spark keeps its container apart from the pod while it builds, and puts it behind the
    // template's others.
    // The setters stay the same from one fabric8 to the next; the builders do not.
    List<Container> containers = new ArrayList<>(built.pod().getSpec().getContainers());
    containers.add(built.container());
    this.pod = built.pod();
    this.pod.getSpec().setContainers(containers);
    this.sparkContainer = built.container().getName();
    this.resources = List.copyOf(resources);
    this.properties = Map.copyOf(properties);
  }

  /** The whole pod. */
  public Pod pod() {
    return pod;
  }

  /** The name of the container that runs Spark. */
  public String sparkContainer() {
    return sparkContainer;
  }

  /** Config maps, services and other objects that Spark wants to exist. */
  public List<HasMetadata> resources() {
    return resources;
  }

  /** A setting that a feature step made, for example the name of the driver's service. */
  String property(String name) {
    return Objects.requireNonNull(properties.get(name), name);
  }
}
