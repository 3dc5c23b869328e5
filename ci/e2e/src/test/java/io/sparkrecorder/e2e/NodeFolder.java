package io.sparkrecorder.e2e;

import static io.sparkrecorder.e2e.Waiting.eventually;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.TreeMap;

/**
 * A folder of the node, worked on as a person with root would: no other pod may do that in a strict
 * namespace.
 */
final class NodeFolder {
  private final KubernetesClient client;
  private final String namespace;
  private final String path;

  private NodeFolder(KubernetesClient client, String namespace, String path) {
    this.client = client;
    this.namespace = namespace;
    this.path = path;
  }

  /** The folder of a workspace in this namespace; gone after the test class. */
  static NodeFolder of(Cluster cluster, String workspace) {
    NodeFolder folder =
        new NodeFolder(
            cluster.client(), cluster.lenientNamespace(), "/var/lib/spark-recorder/" + workspace);
    cluster.after(() -> folder.run("rm -rf " + folder.path));
    return folder;
  }

  /** As the notes of spark-workspace ask for. */
  void prepare() {
    run("install -d -o 185 -g 185 " + path);
  }

  /** Path of each file from here, and its SHA-256. */
  Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    run("cd " + path + " && find . -type f -exec sha256sum {} +")
        .lines()
        .map(line -> line.split(" +\\./", 2))
        .forEach(words -> files.put(words[1], words[0]));
    return files;
  }

  private String run(String command) {
    Pod pod =
        client
            .pods()
            .inNamespace(namespace)
            .resource(Serialization.unmarshal(pod(command), Pod.class))
            .create();
    eventually(command)
        .until(
            () ->
                !"Pending Running"
                    .contains(client.pods().resource(pod).get().getStatus().getPhase()));
    String said = client.pods().resource(pod).getLog();
    if (!"Succeeded".equals(client.pods().resource(pod).get().getStatus().getPhase())) {
      throw new AssertionError(command + ": " + said);
    }
    client.pods().resource(pod).withGracePeriod(0).delete();
    return said;
  }

  private String pod(String command) {
    return """
        apiVersion: v1
        kind: Pod
        metadata:
          generateName: folder-
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 0
          automountServiceAccountToken: false
          containers:
            - name: folder
              image: %s
              command: [bash, -ec, "%s"]
              securityContext: {runAsUser: 0}
              volumeMounts: [{name: host, mountPath: /var/lib/spark-recorder}]
          volumes:
            - name: host
              hostPath: {path: /var/lib/spark-recorder, type: DirectoryOrCreate}
        """
        .formatted(Project.image("spark-4.1"), command);
  }
}
