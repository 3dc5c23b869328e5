package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.config.Units;
import io.sparkrecorder.discovery.ClusterBed;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.ManifestPodState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs a driver's recorder outside of its pod, with the pod's rights in a simulated API server. */
@Tag("cluster")
class DriverInClusterTest {
  @RegisterExtension static final ClusterBed CLUSTER = new ClusterBed();

  private static final List<String> WORKING = List.of("linger", "600s");

  private static final String FOLDER =
      "s3://recordings/pipelines/team-a/recordings/" + RecorderProcess.APP + "/";

  @TempDir Path root;
  private DriverBed bed;
  private Pod pod;

  @BeforeEach
  void open() throws IOException {
    bed = new DriverBed(root);
  }

  @AfterEach
  void close() {
    CLUSTER.deleteByForce(pod);
    bed.close();
  }

  @Test
  void manifest_holds_the_exit_code_of_the_driver() throws Exception {
    pod = driver("exit", "7");
    eventually().until(() -> ended(pod));
    assertThat(drained())
        .satisfies(
            entry -> {
              assertThat(entry.state()).isEqualTo(ManifestPodState.SEALED);
              assertThat(entry.reason()).contains("exit-code");
              assertThat(entry.exitCode()).contains(7);
            });
  }

  @Test
  void manifest_reports_a_driver_killed_for_memory() throws Exception {
    pod = driver("eat");
    eventually().until(() -> ended(pod));
    assertThat(drained())
        .satisfies(
            entry -> {
              assertThat(entry.reason()).contains("OOMKilled");
              assertThat(entry.exitCode()).contains(137);
            });
  }

  @Test
  void deleted_driver_is_called_deleted_without_an_invented_exit_code() throws Exception {
    pod = driver("stay");
    eventually().until(() -> CLUSTER.isRunning(pod));
    CLUSTER.delete(pod);
    assertThat(drained())
        .satisfies(
            entry -> {
              assertThat(entry.reason()).contains("deleted");
              assertThat(entry.exitCode()).isEmpty();
            });
  }

  @Test
  void driver_unknown_to_the_cluster_has_no_end_in_the_manifest() throws Exception {
    pod = driver("stay");
    eventually().until(() -> CLUSTER.isRunning(pod));
    assertThat(drained())
        .satisfies(
            entry -> {
              assertThat(entry.state()).isEqualTo(ManifestPodState.SEALED);
              assertThat(entry.reason()).isEmpty();
              assertThat(entry.exitCode()).isEmpty();
            });
  }

  @Test
  void events_on_the_pod_tell_its_story_in_order() throws Exception {
    pod = driver("exit", "0");
    bed.sealedExecutor("1", 3, 1_000);
    try (RecorderProcess recorder =
        recorder(ClusterBed.ACCOUNT).with("RECORDER_EXECUTOR_GRACE", "60s").start()) {
      Contents.write(recorder.spool(), 2, 1_000);
      eventually().until(() -> told().contains("GraceTooShort"));
      assertThat(recorder.drain()).isZero();
      assertThat(recorder.log()).doesNotContain("no Kubernetes Events");
    }
    assertThat(told())
        .containsExactly("GraceTooShort", "RecordingsUploading", "RecordingsComplete");
    assertThat(events())
        .allSatisfy(
            event -> {
              assertThat(event.getInvolvedObject().getKind()).isEqualTo("Pod");
              assertThat(event.getInvolvedObject().getName())
                  .isEqualTo(pod.getMetadata().getName());
              assertThat(event.getReportingInstance()).isEqualTo(pod.getMetadata().getName());
            })
        .extracting(Event::getType, Event::getAction)
        .containsExactly(
            tuple("Warning", "Check"), tuple("Normal", "Upload"), tuple("Normal", "Upload"));
    Manifest manifest = bed.manifest().orElseThrow();
    assertThat(note("GraceTooShort"))
        .contains("driver grace 60s is too short: an executor may take 60s, and uploading 20s")
        .contains("at least 85s");
    assertThat(note("RecordingsUploading"))
        .contains("what 2 pods recorded, " + Units.text(manifest.bytes()), FOLDER);
    assertThat(note("RecordingsComplete"))
        .startsWith(FOLDER + "manifest.json: 2 pods, 5 files, ")
        .endsWith(Units.text(manifest.bytes()));
  }

  @Test
  void event_names_missing_files_and_the_place_of_the_others() throws Exception {
    pod = driver("exit", "0");
    bed.lostExecutor("2");
    try (RecorderProcess recorder = recorder(ClusterBed.ACCOUNT).start()) {
      assertThat(recorder.drain()).isZero();
    }
    assertThat(told()).containsExactly("RecordingsUploading", "RecordingsIncomplete");
    assertThat(events().getLast().getType()).isEqualTo("Warning");
    assertThat(note("RecordingsIncomplete"))
        .startsWith("executor-2 is partial (deleted)")
        .endsWith(root.resolve("store").resolve(RecorderProcess.APP).toString());
  }

  @Test
  void missing_bucket_is_reported_at_start() throws Exception {
    pod = driver("stay");
    try (RecorderProcess recorder =
        recorder(ClusterBed.ACCOUNT).with("RECORDER_S3_BUCKET", "no-such-bucket").start()) {
      eventually().until(() -> told().contains("BucketUnavailable"));
      assertThat(note("BucketUnavailable"))
          .startsWith("bucket \"no-such-bucket\" does not exist at")
          .contains("check RECORDER_S3_BUCKET");
      assertThat(recorder.drain()).isZero();
    }
    assertThat(note("RecordingsIncomplete")).startsWith("the manifest is not in S3: bucket");
  }

  @Test
  void unusable_store_is_reported_until_it_is_usable() throws Exception {
    pod = driver("stay");
    Path blocked = Files.createFile(root.resolve("blocked"));
    try (RecorderProcess recorder =
        recorder(ClusterBed.ACCOUNT).with("RECORDER_STORE", blocked.toString()).launch()) {
      eventually().until(() -> told().contains("StoreUnavailable"));
      assertThat(note("StoreUnavailable")).startsWith("the store " + blocked + " cannot be used: ");
      Files.delete(blocked);
      eventually().until(() -> recorder.log().contains("recording driver of"));
      assertThat(recorder.drain()).isZero();
    }
    assertThat(told())
        .containsExactly("StoreUnavailable", "RecordingsUploading", "RecordingsComplete");
  }

  @Test
  void forbidden_events_are_logged_once_with_the_role_and_harm_nothing() throws Exception {
    // The pod has the same grace as its recorder's settings.
    pod =
        CLUSTER.create(
            CLUSTER
                .pod(RecorderProcess.APP, "driver", "0", List.of("exit", "7"), WORKING)
                .editSpec()
                .withTerminationGracePeriodSeconds(60L)
                .endSpec());
    CLUSTER.account("mute");
    CLUSTER.allowToLook("mute");
    eventually().until(() -> ended(pod));
    try (RecorderProcess recorder = recorder("mute").start()) {
      assertThat(recorder.drain()).isZero();
      assertThat(recorder.log().lines().filter(line -> line.contains("WARN")))
          .singleElement()
          .asString()
          .contains("apiGroups [events.k8s.io], resources [events], verbs [create]");
    }
    assertThat(events()).isEmpty();
    assertThat(bed.manifest().orElseThrow().complete()).isTrue();
    assertThat(bed.manifest().orElseThrow().pods().getFirst().exitCode()).contains(7);
  }

  private List<Event> events() {
    return CLUSTER.events(pod, "spark-recorder/recorder");
  }

  private List<String> told() {
    return events().stream().map(Event::getReason).toList();
  }

  private String note(String reason) {
    return events().stream()
        .filter(event -> event.getReason().equals(reason))
        .map(Event::getMessage)
        .collect(Collectors.joining());
  }

  private Pod driver(String... spark) {
    return CLUSTER.create(CLUSTER.pod(RecorderProcess.APP, "driver", "0", List.of(spark), WORKING));
  }

  /** The manifest's entry for the driver after its recorder has ended. */
  private ManifestPod drained() throws IOException {
    try (RecorderProcess recorder = recorder(ClusterBed.ACCOUNT).start()) {
      assertThat(recorder.drain()).isZero();
      assertThat(recorder.log()).doesNotContain("ERROR");
      return bed.manifest().orElseThrow().pods().getFirst();
    }
  }

  private RecorderProcess recorder(String account) throws IOException {
    return bed.driver()
        .with("RECORDER_DISCOVERY", "kubernetes")
        .with("RECORDER_NAMESPACE", CLUSTER.namespace())
        .with("RECORDER_S3_PREFIX", "pipelines/team-a")
        .with("RECORDER_POD", pod.getMetadata().getName())
        .with("RECORDER_POD_UID", pod.getMetadata().getUid())
        .with("KUBECONFIG", CLUSTER.kubeconfig(account, root).toString());
  }

  private static boolean ended(Pod pod) {
    return CLUSTER.get(pod).stream()
        .flatMap(now -> now.getStatus().getContainerStatuses().stream())
        .anyMatch(status -> Optional.ofNullable(status.getState().getTerminated()).isPresent());
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }
}
