package io.sparkrecorder.e2e.support;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/**
 * A node of the cluster, worked on as its administrator does it: as root, seeing all processes. No
 * other pod may do that in a strict namespace.
 */
@NeedsImages("spark-4.1")
public final class Node {
  /** The folder of the node that a script sees. */
  public static final String FOLDER = "/var/lib/spark-recorder";

  private final KubernetesClient client;
  private final String namespace;
  private final Optional<String> name;

  /** Any of them: the folder is the same on each. */
  Node(Cluster cluster) {
    this(cluster, Optional.empty());
  }

  private Node(Cluster cluster, Optional<String> name) {
    this.client = cluster.client();
    this.namespace = cluster.lenientNamespace();
    this.name = name;
  }

  /** The one that a pod is on, with its processes. */
  public static Node of(Cluster cluster, Pod pod) {
    return new Node(cluster, Optional.of(pod.getSpec().getNodeName()));
  }

  /** Runs a script of bash in a pod of its own, and gives its output. */
  public String run(String script) {
    Pod pod = client.pods().inNamespace(namespace).resource(pod(script)).create();
    eventually(script).until(() -> Pods.hasEnded(now(pod)));
    String said = client.pods().resource(pod).getLog();
    if (!"Succeeded".equals(now(pod).getStatus().getPhase())) {
      throw new AssertionError(script + ": " + said);
    }
    client.pods().resource(pod).withGracePeriod(0).delete();
    return said;
  }

  /** Sends a signal to all processes of a container, as a script for {@link #run}. */
  public static String signal(String signal, String containerId) {
    return """
        for process in /proc/[0-9]*; do
          if grep -qs %s "$process/cgroup"; then kill -%s "${process#/proc/}"; fi
        done
        """
        .formatted(containerId, signal);
  }

  private Pod now(Pod pod) {
    return client.pods().resource(pod).get();
  }

  private Pod pod(String script) {
    return new PodBuilder()
        .withNewMetadata()
        .withGenerateName("node-")
        .endMetadata()
        .withNewSpec()
        .withNodeName(name.orElse(null))
        .withRestartPolicy("Never")
        .withTerminationGracePeriodSeconds(0L)
        .withAutomountServiceAccountToken(false)
        .withHostPID(true)
        .addNewContainer()
        .withName("node")
        .withImage(Image.named("spark-4.1").reference())
        .withCommand("bash", "-ec", script)
        .withNewSecurityContext()
        .withRunAsUser(0L)
        .withPrivileged(true)
        .endSecurityContext()
        .addNewVolumeMount()
        .withName("folder")
        .withMountPath(FOLDER)
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("folder")
        .withNewHostPath(FOLDER, "DirectoryOrCreate")
        .endVolume()
        .endSpec()
        .build();
  }
}
