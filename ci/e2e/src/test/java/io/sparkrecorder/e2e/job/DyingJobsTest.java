package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.job.RecordedJob.in;
import static io.sparkrecorder.e2e.job.RecordedJob.recording;
import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Chunks;
import io.sparkrecorder.testbed.Manifest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs at once that shrink, fail, lose their driver, or have it deleted. */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({"recorder", "spark-4.1", "spark-operator", "versitygw"})
class DyingJobsTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String SHRINKS =
      """
      arguments: [rest]
      dynamicAllocation: {enabled: true, minExecutors: 1, maxExecutors: 3, shuffleTrackingTimeout: 5000}
      sparkConf: {spark.dynamicAllocation.executorIdleTimeout: 5s}
      executor: {instances: 3}
      """;

  private static final String ALONE = "executor: {instances: 1}";

  private static final String FAILS =
      """
      arguments: [fail]
      executor: {instances: 1}
      """;

  private Workspace workspace;
  private Rounds shrinking;
  private Rounds failing;
  private Rounds killed;
  private Rounds deleted;
  private List<Pod> removed;
  private Map<String, Long> whileItRan;
  private Chunks disk;
  private Map<Rounds, Manifest> manifests;
  private Stored stored;

  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void run() {
    workspace = new Workspace(CLUSTER, "jobs", S3Server.start(CLUSTER));
    shrinking = new Rounds(workspace, "shrinking", SHRINKS);
    failing = new Rounds(workspace, "failing", FAILS);
    killed = new Rounds(workspace, "killed", ALONE);
    deleted = new Rounds(workspace, "deleted", ALONE);

    failing.awaitRound();
    failing.enough();
    killed.awaitRound();
    killed.pods().freeze(killed.pods().driver());
    disk = killed.disk(killed.pods().driver());
    killed.pods().kill(killed.pods().driver());
    deleted.awaitRound();
    CLUSTER.client().pods().resource(deleted.pods().driver()).delete();
    shrinking.awaitRound();
    shrink();

    manifests =
        Map.of(
            shrinking, shrinking.job().awaitManifest(),
            failing, failing.job().awaitManifest(),
            killed, killed.job().awaitManifest(),
            deleted, deleted.job().awaitManifest());
    stored = new Stored(workspace.store().files());
  }

  /**
   * Its driver rests until idle executors are gone, and in S3; a slow start removes some before.
   */
  private void shrink() {
    eventually("two executors or more are removed", SparkJob.LONGEST)
        .until(() -> shrinking.ended().size() >= 2);
    removed = shrinking.ended();
    eventually("what they recorded is in S3")
        .until(
            () -> {
              whileItRan = shrinking.job().objects();
              return whileItRan.size() >= removed.size();
            });
    shrinking.goOn();
    shrinking.awaitRound(2);
    shrinking.enough();
  }

  @AfterAll
  void close() {
    Stream.of(shrinking, failing, killed, deleted)
        .filter(job -> job != null)
        .forEach(Rounds::close);
  }

  @Test
  void executors_that_dynamic_allocation_removes_are_in_s3_while_the_job_runs() {
    assertThat(shrinking.wasRight()).isTrue();
    shrinking.job().awaitState("COMPLETED");
    Manifest manifest = manifests.get(shrinking);
    assertThat(manifest.complete()).isTrue();
    assertThat(removed)
        .allSatisfy(
            pod -> {
              assertThat(in(manifest, pod).state()).isEqualTo("sealed");
              assertThat(recording(in(manifest, pod)).state()).isEqualTo("whole");
            })
        .flatExtracting(pod -> in(manifest, pod).files())
        .allSatisfy(
            file -> assertThat(whileItRan).containsEntry(file.key().orElseThrow(), file.bytes()));
  }

  @Test
  void of_a_job_that_fails_everything_is_there() {
    failing.job().awaitState("FAILED");
    assertThat(failing.log()).contains("as asked");
    assertThat(in(manifests.get(failing), failing.pods().driver()).exitCode()).contains(1);
    assertThatAllIsThereAndWhole(failing, 2);
  }

  @Test
  void of_a_driver_killed_by_sigkill_all_is_there_that_its_jvm_had_flushed() {
    killed.job().awaitState("FAILED");
    Manifest manifest = manifests.get(killed);
    assertThat(manifest.complete()).isTrue();
    Manifest.Pod driver = in(manifest, killed.pods().driver());
    assertThat(driver.state()).isEqualTo("sealed");
    assertThat(driver.exitCode()).contains(137);
    assertThat(recording(driver).state()).isEqualTo("salvaged");
    assertThat(killed.job().bytes(recording(driver))).isEqualTo(disk.recording());
    assertThat(killed.job().rest(driver)).isEqualTo(disk.rest());
    assertThat(Pods.exitCode(killed.pods().driver(), "recorder")).contains(0);
  }

  @Test
  void executors_of_a_driver_killed_by_sigkill_are_in_s3_as_well() {
    assertThat(killed.pods().executors())
        .isNotEmpty()
        .allSatisfy(
            pod -> {
              Manifest.Pod entry = in(manifests.get(killed), pod);
              assertThat(entry.state()).isEqualTo("sealed");
              assertThat(recording(entry).state()).isEqualTo("whole");
            });
  }

  @Test
  void of_a_driver_deleted_with_its_grace_everything_is_there() {
    assertThatAllIsThereAndWhole(deleted, 2);
  }

  @Test
  void every_recording_opens_and_is_byte_for_byte_what_is_in_the_store() {
    manifests.forEach((job, manifest) -> job.job().assertSameAsIn(stored, manifest));
  }

  private void assertThatAllIsThereAndWhole(Rounds job, int pods) {
    Manifest manifest = manifests.get(job);
    assertThat(manifest.complete()).isTrue();
    assertThat(manifest.pods())
        .hasSize(pods)
        .allSatisfy(
            pod -> {
              assertThat(pod.state()).as(pod.name()).isEqualTo("sealed");
              assertThat(recording(pod).state()).as(pod.name()).isEqualTo("whole");
            });
  }
}
