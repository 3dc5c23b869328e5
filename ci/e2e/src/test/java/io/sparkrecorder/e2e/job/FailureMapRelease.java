package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.platform.SparkApplications;
import io.sparkrecorder.e2e.support.Node;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.Release;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A release of the chart failure-map, its Job, and the results in the bucket. */
final class FailureMapRelease {
  /** The pods of a map fit on a small node, and Spark's user may write to its working folder. */
  private static final String SMALL =
      """
      driver: {coreRequest: 100m, %1$s}
      executor: {coreRequest: 100m, %1$s}
      runner: {resources: {requests: {cpu: 50m, memory: 128Mi}}}
      """
          .formatted(LargeReport.WORK_FOLDER);

  private static final Duration LONGEST = Duration.ofMinutes(9);

  private final Workspace workspace;
  private final KubernetesClient client;
  private final String name;
  private final Release release;

  FailureMapRelease(Workspace workspace, String name) {
    this.workspace = workspace;
    this.client = workspace.cluster().client();
    this.name = name;
    this.release = workspace.cluster().release(name, "failure-map", workspace.namespace());
  }

  void upgrade(String... values) {
    List<String> all = new ArrayList<>(workspace.values());
    all.add(SMALL);
    all.addAll(List.of(values));
    release.upgrade(all.toArray(String[]::new)).orFail();
  }

  void uninstall() {
    release.uninstall().orFail();
  }

  /** The only one of the release. */
  Job job() {
    List<Job> jobs =
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(workspace.namespace())
            .withLabel("app.kubernetes.io/name", "failure-map")
            .withLabel("app.kubernetes.io/instance", name)
            .list()
            .getItems()
            .stream()
            .filter(job -> job.getMetadata().getDeletionTimestamp() == null)
            .toList();
    assertThat(jobs).hasSize(1);
    return jobs.getFirst();
  }

  /** Waits for the end of the Job, and tells whether it is complete. */
  boolean awaitComplete() {
    eventually("the map " + name + " ends", LONGEST).until(() -> is("Complete") || is("Failed"));
    return is("Complete");
  }

  private boolean is(String condition) {
    return job().getStatus().getConditions().stream()
        .anyMatch(it -> it.getType().equals(condition) && it.getStatus().equals("True"));
  }

  /** The pods of the Job that are there. */
  List<Pod> runners() {
    return client
        .pods()
        .inNamespace(workspace.namespace())
        .withLabel("batch.kubernetes.io/job-name", job().getMetadata().getName())
        .list()
        .getItems();
  }

  /** Kills the process of the runner: a deletion of its pod would end it with SIGTERM. */
  void kill() {
    Pod runner = runners().getFirst();
    String container = Pods.containerId(runner, "runner");
    Node.of(workspace.cluster(), runner).run(Node.signal("KILL", container));
  }

  String log() {
    return runners().stream()
        .filter(Pods::hasEnded)
        .map(pod -> client.pods().resource(pod).getLog())
        .collect(Collectors.joining("\n"));
  }

  /** The applications of an experiment that are there. */
  List<GenericKubernetesResource> applications(String experiment) {
    return SparkApplications.applications(client)
        .inNamespace(workspace.namespace())
        .withLabel("spark-recorder/failure-map", experiment)
        .list()
        .getItems();
  }

  private String folder(String experiment) {
    return workspace.prefix() + "/failure-map/" + experiment + "/";
  }

  /** The names of the objects in the folder of an experiment. */
  Set<String> objects(String experiment) {
    String folder = folder(experiment);
    try (Bucket bucket = workspace.s3().bucket()) {
      return bucket.objects(folder).keySet().stream()
          .map(key -> key.substring(folder.length()))
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  String read(String experiment, String object) {
    try (Bucket bucket = workspace.s3().bucket()) {
      return new String(bucket.read(folder(experiment) + object).orElseThrow(), UTF_8);
    }
  }

  /** The documents of the runs of an experiment. */
  List<JsonNode> runs(String experiment) {
    try (Bucket bucket = workspace.s3().bucket()) {
      return bucket.objects(folder(experiment) + "runs/").keySet().stream()
          .map(key -> json(bucket.read(key).orElseThrow()))
          .toList();
    }
  }

  static JsonNode json(byte[] document) {
    return Serialization.unmarshal(new String(document, UTF_8), JsonNode.class);
  }

  /** The manifest of an application's recordings. */
  JsonNode manifest(String application) {
    try (Bucket bucket = workspace.s3().bucket()) {
      return json(
          bucket.read(workspace.recordings() + application + "/manifest.json").orElseThrow());
    }
  }

  /** The outcome of each cell that has one run. */
  Map<String, String> outcomes(String experiment) {
    return runs(experiment).stream()
        .collect(Collectors.toMap(run -> run.get("cell").asText(), FailureMapRelease::outcome));
  }

  static String outcome(JsonNode run) {
    return run.get("outcome").asText();
  }
}
