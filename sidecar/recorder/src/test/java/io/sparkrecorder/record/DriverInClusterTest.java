package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.discovery.ClusterBed;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.ManifestPodState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A driver's recorder that is outside of its pod, with the rights that the pod has. */
@Tag("cluster")
class DriverInClusterTest {
  @RegisterExtension static final ClusterBed CLUSTER = new ClusterBed();

  private static final List<String> WORKING = List.of("linger", "600s");

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
  void the_manifest_says_with_which_exit_code_the_driver_ended() throws Exception {
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
  void the_manifest_says_that_the_driver_took_too_much_memory() throws Exception {
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
  void a_deleted_driver_is_called_deleted_and_its_exit_code_is_not_made_up() throws Exception {
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
  void a_driver_of_which_the_cluster_says_nothing_has_no_end_in_the_manifest() throws Exception {
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

  private Pod driver(String... spark) {
    return CLUSTER.create(CLUSTER.pod(RecorderProcess.APP, "driver", "0", List.of(spark), WORKING));
  }

  /** What the manifest says of the driver when its recorder has ended. */
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
