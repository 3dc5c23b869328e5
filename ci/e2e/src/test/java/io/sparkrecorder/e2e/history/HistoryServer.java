package io.sparkrecorder.e2e.history;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Helm;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.Release;
import io.sparkrecorder.e2e.support.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A history server whose chart is installed by itself. */
public final class HistoryServer {
  static final String CHART = "spark-workspace/charts/history-server";
  static final String CONTAINER = "history-server";
  static final int PORT = 18080;

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final Release release;
  private final List<String> values = new ArrayList<>();

  /** Nothing is there yet. */
  public HistoryServer(Cluster cluster, String namespace, String name, String... values) {
    this.client = cluster.client();
    this.namespace = namespace;
    this.name = name;
    this.values.addAll(List.of(values));
    release = cluster.release(name, CHART, namespace);
  }

  /** Where the bucket is, and a heap for a few small applications, which are looked for at once. */
  public static String small(S3Server s3) {
    return """
        s3:
          bucket: %s
          endpoint: %s
          region: %s
          auth: {mode: secret}
        memory: 512m
        updateInterval: 3s
        cleaner: {enabled: false}
        """
        .formatted(S3Server.BUCKET, s3.endpoint(), S3Server.REGION);
  }

  /** Below which event logs of a namespace are, if its values say nothing else. */
  static String logs(String namespace) {
    return "pipelines/" + namespace + "/history/";
  }

  public String name() {
    return name;
  }

  public String namespace() {
    return namespace;
  }

  /** {@code helm upgrade --install} with its values and these over them. */
  public Helm.Ran upgrade(String... over) {
    List<String> all = new ArrayList<>(values);
    all.addAll(List.of(over));
    return release.upgrade(all.toArray(String[]::new));
  }

  /** Waits until the pods are those of the last upgrade, all of them ready, and no others. */
  public void awaitRollout() {
    eventually(name + " is up").until(() -> isUp(deployment()));
  }

  private static boolean isUp(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    Integer replicas = deployment.getSpec().getReplicas();
    return deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
        && replicas.equals(status.getReplicas())
        && replicas.equals(status.getUpdatedReplicas())
        && replicas.equals(status.getReadyReplicas())
        // Where Kubernetes counts those that are about to go.
        && Objects.requireNonNullElse(status.getTerminatingReplicas(), 0) == 0;
  }

  Deployment deployment() {
    return client.apps().deployments().inNamespace(namespace).withName(name).require();
  }

  List<Pod> pods() {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabelSelector(deployment().getSpec().getSelector())
        .list()
        .getItems();
  }

  /** The only one. */
  Pod pod() {
    List<Pod> pods = pods();
    if (pods.size() != 1) {
      throw new AssertionError(name + " has pods " + pods.stream().map(Pods::name).toList());
    }
    return pods.getFirst();
  }

  String log() {
    return client.pods().resource(pod()).inContainer(CONTAINER).getLog();
  }

  /** The way to a port of its pod. */
  LocalPortForward forward(int port) {
    return client.pods().resource(pod()).portForward(port);
  }

  /** Gives the answer of its pod at a port, without a gateway. */
  HttpResponse<String> get(int port, String path) {
    try (LocalPortForward forward = forward(port);
        Web web = new Web(Map.of())) {
      return web.get(site(forward).resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ids of the applications that it lists. */
  List<String> apps() {
    try (LocalPortForward forward = forward(PORT);
        Web web = new Web(Map.of())) {
      return HistoryPages.apps(web, site(forward));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI site(LocalPortForward forward) {
    return URI.create("http://localhost:" + forward.getLocalPort() + "/");
  }
}
