package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sparkrecorder.e2e.platform.SparkApplications;
import io.sparkrecorder.e2e.support.Helm;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.Release;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.Manifest;
import io.sparkrecorder.testbed.Sha256;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job in Python, installed with spark-application, and its objects in S3. Its script runs on a
 * small driver with two small executors unless its values say otherwise.
 */
public final class RecordedJob implements AutoCloseable {
  private final Workspace workspace;
  private final KubernetesClient client;
  private final String name;
  private final Release release;
  private final SparkJob pods;
  private final List<String> values = new ArrayList<>();

  /**
   * Submits it; it may not run yet.
   *
   * @param script text of {@code job.py}
   * @param more values files, laid over the small ones
   */
  public RecordedJob(Workspace workspace, String name, String script, String... more) {
    this.workspace = workspace;
    this.name = name;
    client = workspace.cluster().client();
    values.addAll(workspace.values());
    values.add(small());
    values.addAll(List.of(more));
    script(script);
    pods = new SparkJob(client, workspace.namespace(), name);
    release = workspace.cluster().release(name, "spark-application", workspace.namespace());
    upgrade();
  }

  /** {@code helm upgrade} with the same values and these over them. */
  void upgrade(String... over) {
    List<String> all = new ArrayList<>(values);
    all.addAll(List.of(over));
    release.upgrade(all.toArray(String[]::new)).orFail();
  }

  /** {@code helm upgrade} to another version of the chart. */
  Helm.Ran upgradeTo(Path chart, String... over) {
    List<String> all = new ArrayList<>(values);
    all.addAll(List.of(over));
    Helm.Ran ran = release.upgradeTo(chart, all.toArray(String[]::new));
    ran.orFail();
    return ran;
  }

  Release release() {
    return release;
  }

  /** Its pods, also those that are gone. */
  public SparkJob pods() {
    return pods;
  }

  public GenericKubernetesResource application() {
    return SparkApplications.applications(client)
        .inNamespace(workspace.namespace())
        .withName(name)
        .get();
  }

  /** The operator's state of it, such as {@code COMPLETED}. */
  public String state() {
    return application().get("status", "applicationState", "state");
  }

  public void awaitState(String state) {
    eventually(name + " is " + state, SparkJob.LONGEST).until(() -> state.equals(state()));
  }

  /** Waits until its pods have ended, recorders included, and gives the manifest. */
  public Manifest awaitManifest() {
    pods.awaitEnd();
    return manifest().orElseThrow(() -> new AssertionError(name + " has no manifest"));
  }

  public Optional<Manifest> manifest() {
    try (Bucket bucket = workspace.s3().bucket()) {
      return bucket.read(prefix() + "manifest.json").map(Manifest::read);
    }
  }

  /** The entry of a pod in a manifest. */
  static Manifest.Pod in(Manifest manifest, Pod pod) {
    return manifest.pods().stream()
        .filter(entry -> entry.uid().equals(pod.getMetadata().getUid()))
        .findAny()
        .orElseThrow(() -> new AssertionError(Pods.name(pod) + " is not in " + manifest));
  }

  /** The one recording of a pod that readers take. */
  public static Manifest.File recording(Manifest.Pod pod) {
    List<Manifest.File> recordings =
        pod.files().stream()
            .filter(file -> "jfr".equals(file.format()) && !"torn".equals(file.state()))
            .toList();
    assertThat(recordings).as(pod.toString()).hasSize(1);
    return recordings.getFirst();
  }

  /** The bytes that no reader accepts, which are kept beside a recording. */
  byte[] rest(Manifest.Pod pod) {
    return pod.files().stream()
        .filter(file -> "torn".equals(file.state()))
        .findAny()
        .map(this::bytes)
        .orElse(new byte[0]);
  }

  /** Keys and sizes of its objects. */
  Map<String, Long> objects() {
    try (Bucket bucket = workspace.s3().bucket()) {
      return bucket.objects(prefix());
    }
  }

  /** Bytes of its objects that came later than this moment. */
  long bytesAfter(Instant moment) {
    try (Bucket bucket = workspace.s3().bucket()) {
      return bucket.bytesAfter(prefix(), moment);
    }
  }

  /** The object of a file. */
  byte[] bytes(Manifest.File file) {
    try (Bucket bucket = workspace.s3().bucket()) {
      return file.key()
          .flatMap(bucket::read)
          .orElseThrow(() -> new AssertionError(file + " is not in the bucket"));
    }
  }

  /** Each file of the manifest is in the bucket, byte for byte as in the store; recordings open. */
  public void assertSameAsIn(Stored stored, Manifest manifest) {
    try (Bucket bucket = workspace.s3().bucket()) {
      for (Manifest.Pod pod : manifest.pods()) {
        for (Manifest.File file : pod.files()) {
          byte[] object = bucket.read(file.key().orElseThrow()).orElseThrow();
          assertThat(object).as(file.toString()).hasSize((int) file.bytes());
          assertThat(Sha256.of(object)).as(file.toString()).isEqualTo(stored.sum(pod, file));
          if ("jfr".equals(file.format()) && !"torn".equals(file.state())) {
            assertThat(Recording.open(object).events()).as(file.toString()).isPositive();
          }
        }
      }
    }
  }

  /** Below which all of it is in the bucket. */
  String prefix() {
    return workspace.recordings() + pods.id() + "/";
  }

  @Override
  public void close() {
    pods.close();
  }

  private void script(String script) {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(workspace.namespace())
                .endMetadata()
                .withData(Map.of("job.py", script))
                .build())
        .create();
  }

  private String small() {
    return """
        type: Python
        mainApplicationFile: local:///job/job.py
        sparkConf:
          spark.scheduler.minRegisteredResourcesRatio: "1.0"
          spark.scheduler.maxRegisteredResourcesWaitingTime: 120s
        driver:
          coreRequest: 100m
          memory: 512m
          volumes: {job: {configMap: {name: %s}}}
          volumeMounts: {/job: {name: job}}
        executor:
          instances: 2
          coreRequest: 100m
          memory: 512m
        """
        .formatted(name);
  }
}
