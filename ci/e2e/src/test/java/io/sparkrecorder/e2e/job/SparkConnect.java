package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.platform.SparkApplications;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Pods;
import java.util.Map;

/** A Spark Connect server of the operator, with one executor. */
@NeedsImages({"spark-4.1", "spark-operator"})
final class SparkConnect implements AutoCloseable {
  /** The server's application id, and the folder of its recordings. */
  static final String ID = "connect-1";

  private static final String NAME = "theirs";

  private static final String SERVER =
      """
      apiVersion: sparkoperator.k8s.io/v1alpha1
      kind: SparkConnect
      metadata: {name: %s}
      spec:
        sparkVersion: %s
        image: %s
        server:
          memory: 512m
          template:
            metadata:
              labels: {spark-recorder/record: "true", spark-app-selector: %s}
            spec:
              serviceAccountName: spark
              volumes: [{name: sbin, configMap: {name: sbin, defaultMode: 493}}]
              containers:
                - name: spark-kubernetes-driver
                  volumeMounts: [{name: sbin, mountPath: /opt/spark/sbin}]
        executor:
          instances: 1
          memory: 512m
          template:
            metadata:
              labels: {spark-recorder/record: "true"}
            spec:
              containers: [{name: spark-kubernetes-executor}]
        sparkConf:
          spark.kubernetes.executor.request.cores: 100m
      """
          .formatted(
              NAME, Image.named("spark-4.1").tag(), Image.named("spark-4.1").reference(), ID);

  /**
   * The two scripts that the operator calls. They do the same as Spark's own, which the images that
   * are built without a registry do not have.
   */
  private static final Map<String, String> SCRIPTS =
      Map.of(
          "start-connect-server.sh",
          """
          #!/bin/bash
          exec /opt/spark/bin/spark-submit --class org.apache.spark.sql.connect.service.SparkConnectServer "$@"
          """,
          "stop-connect-server.sh",
          """
          #!/bin/bash
          pkill -x java
          """);

  private final KubernetesClient client;
  private final String namespace;
  private final SparkJob pods;

  SparkConnect(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
    this.pods = new SparkJob(client, namespace);
  }

  void start() {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("sbin")
                .withNamespace(namespace)
                .endMetadata()
                .withData(SCRIPTS)
                .build())
        .create();
    SparkApplications.connects(client)
        .inNamespace(namespace)
        .resource(Serialization.unmarshal(SERVER, GenericKubernetesResource.class))
        .create();
  }

  /** Waits until the server has an executor that runs. */
  void awaitExecutor() {
    eventually("the server's executor", SparkJob.LONGEST)
        .until(
            () ->
                pods.executors().stream()
                    .anyMatch(pod -> Pods.isRunning(pod, "spark-kubernetes-executor")));
  }

  /** Deletes the resource, and waits until its pods are gone. */
  void delete() {
    SparkApplications.connects(client).inNamespace(namespace).withName(NAME).delete();
    pods.awaitEnd();
  }

  /** The pods of the server and of its executor. */
  SparkJob pods() {
    return pods;
  }

  @Override
  public void close() {
    pods.close();
  }
}
