package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/**
 * A pod that is only created as a dry run: admission sees it, but nothing is stored or started.
 *
 * @param name its name
 * @param labels its labels, which decide who changes it
 * @param sidecar whether it has a native sidecar
 */
public record TrialPod(String name, Map<String, String> labels, boolean sidecar) {
  /** Name of the sidecar. */
  public static final String SIDECAR = "sidecar";

  private static final Map<String, Quantity> SMALL =
      Map.of("cpu", new Quantity("10m"), "memory", new Quantity("32Mi"));

  /** As strict as the Pod Security Standard {@code restricted}, and within any usual quota. */
  Pod pod() {
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withLabels(labels)
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy("Never")
            .withAutomountServiceAccountToken(false)
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(185L)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .withContainers(container("spark").build())
            .endSpec();
    Container second = container(SIDECAR).withRestartPolicy("Always").build();
    return sidecar ? pod.editSpec().withInitContainers(second).endSpec().build() : pod.build();
  }

  private static ContainerBuilder container(String name) {
    return new ContainerBuilder()
        .withName(name)
        .withImage("spark-recorder/doctor:none")
        .withNewResources()
        .withRequests(SMALL)
        .withLimits(SMALL)
        .endResources()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext();
  }
}
