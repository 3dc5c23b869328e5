package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Manifest;
import io.sparkrecorder.testbed.Sha256;
import java.util.List;
import java.util.Objects;
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

/**
 * Three jobs at once whose drivers end while S3 is in trouble: for one it is too slow for its
 * recordings; two meet one that hangs, and only one of them has the time to see it come back.
 */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({"recorder", "spark-4.1", "spark-operator", "versitygw"})
class S3TroubleTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  /**
   * Graces that agree with each other, and are too short for the recordings, whose size is not
   * known before. Ten seconds of each are kept for the manifest: the line is slow for that, too.
   */
  private static final String SHORT =
      """
      recorder: {reserve: 10}
      grace: {driver: 35, executor: 20, upload: 5}
      executor: {instances: 1}
      """;

  /**
   * The charts refuse graces that do not agree, but not a pod template that says it behind them.
   */
  private static final String BEHIND =
      """
      executor: {instances: 1}
      driver:
        podTemplate:
          spec:
            initContainers: [{name: recorder, env: [{name: RECORDER_GRACE, value: 20s}]}]
      """;

  /** However late the others end. */
  private static final String LONG =
      """
      grace: {driver: 400}
      executor: {instances: 1}
      """;

  private static final String WARNING =
      "driver grace 20s is too short: an executor may take 40s, and uploading 30s. Set"
          + " terminationGracePeriodSeconds of the driver and RECORDER_GRACE to at least 75s";

  private static final int LITTLE = 1;

  /** On the slow line in twice the grace, with four connections at once. */
  private static final int MUCH = 60;

  private static final int SLOW = 256 << 10;

  private S3Server s3;
  private Workspace near;
  private Workspace far;
  private Rounds slow;
  private Rounds hasty;
  private Rounds patient;
  private Stored nearStore;
  private Stored farStore;

  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void run() {
    s3 = S3Server.start(CLUSTER);
    near = new Workspace(CLUSTER, "near", s3);
    S3Server distant = S3Server.start(CLUSTER, "distant");
    String line = SlowLine.to(CLUSTER, distant, SLOW).endpoint();
    far = new Workspace(CLUSTER, "far", distant, "global: {s3: {endpoint: \"" + line + "\"}}");
    slow = new Rounds(far, "slow", SHORT);
    hasty = new Rounds(near, "hasty", BEHIND);
    patient = new Rounds(near, "patient", LONG);
    List.of(slow, hasty, patient).forEach(Rounds::awaitRound);
    Counters.record(slow.pods(), MUCH);
    Counters.record(hasty.pods(), LITTLE);
    Counters.record(patient.pods(), LITTLE);
    s3.hang();
    List.of(slow, hasty, patient).forEach(Rounds::enough);
    eventually("the patient driver's JVM ends", SparkJob.LONGEST)
        .until(() -> Pods.exitCode(patient.pods().driver(), "spark-kubernetes-driver").isPresent());
    hasty.pods().awaitEnd();
    s3.restart();
    patient.pods().awaitEnd();
    slow.pods().awaitEnd();
    nearStore = new Stored(near.store().files());
    farStore = new Stored(far.store().files());
  }

  @AfterAll
  void close() {
    Stream.of(slow, hasty, patient).filter(Objects::nonNull).forEach(Rounds::close);
  }

  @Test
  void no_job_notices() {
    assertThat(List.of(slow, hasty, patient))
        .allSatisfy(
            job -> {
              assertThat(job.wasRight()).isTrue();
              job.job().awaitState("COMPLETED");
              assertThat(Pods.exitCode(job.pods().driver(), "recorder")).contains(0);
              assertThat(Pods.restarts(job.pods().driver(), "recorder")).isZero();
            });
  }

  @Test
  void times_that_do_not_agree_are_said_at_start() {
    assertThat(recorder(hasty)).containsOnlyOnce(WARNING);
    assertThat(recorder(slow)).doesNotContain("too short");
    assertThat(recorder(patient)).doesNotContain("too short");
  }

  @Test
  void events_on_the_drivers_pods_tell_it_to_a_person() {
    assertThat(slow.pods().events(slow.pods().driver())).contains("RecordingsIncomplete");
    assertThat(hasty.pods().events(hasty.pods().driver()))
        .contains("GraceTooShort", "RecordingsIncomplete");
    assertThat(patient.pods().events(patient.pods().driver()))
        .contains("RecordingsUploading", "RecordingsComplete")
        .doesNotContain("GraceTooShort", "RecordingsIncomplete");
  }

  @Test
  void what_the_grace_was_too_short_for_is_called_missing_and_the_manifest_incomplete() {
    assertThat(Pods.grace(slow.pods().driver())).isEqualTo(35);
    Manifest manifest = slow.job().manifest().orElseThrow();
    assertThat(manifest.complete()).isFalse();
    Manifest.Pod driver = RecordedJob.in(manifest, slow.pods().driver());
    assertThat(counters(driver).missing())
        .hasValueSatisfying(why -> assertThat(why).startsWith("the time ran out"));
    assertThat(counters(driver).key()).isEmpty();
    assertThat(slow.job().objects().keySet())
        .noneMatch(key -> key.contains(Counters.NAME))
        .hasSize(1 + (int) files(manifest).filter(file -> file.key().isPresent()).count());
    assertThat(recorder(slow)).contains("INCOMPLETE, the rest stays in the store");
  }

  @Test
  void what_did_get_through_the_slow_line_is_there_byte_for_byte() {
    Manifest manifest = slow.job().manifest().orElseThrow();
    for (Manifest.Pod pod : manifest.pods()) {
      for (Manifest.File file : pod.files()) {
        if (file.key().isPresent()) {
          assertThat(Sha256.of(slow.job().bytes(file))).isEqualTo(farStore.sum(pod, file));
        } else {
          assertThat(file.missing()).as(file.toString()).isPresent();
        }
      }
    }
  }

  @Test
  void what_did_not_is_left_on_the_shared_volume_byte_for_byte() {
    Manifest.Pod driver = RecordedJob.in(slow.job().manifest().orElseThrow(), slow.pods().driver());
    assertThat(farStore.sum(driver, counters(driver))).isEqualTo(Sha256.of(Counters.bytes(MUCH)));
  }

  @Test
  void nothing_is_in_s3_of_a_job_whose_grace_ended_before_s3_was_back() {
    assertThat(hasty.job().objects()).isEmpty();
  }

  @Test
  void its_manifest_on_the_shared_volume_calls_nothing_complete_and_each_file_missing() {
    Manifest manifest = left(hasty);
    assertThat(manifest.complete()).isFalse();
    assertThat(manifest.pods())
        .extracting(Manifest.Pod::name)
        .containsExactlyInAnyOrderElementsOf(hasty.pods().pods().stream().map(Pods::name).toList());
    assertThat(files(manifest))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(file.key()).isEmpty())
        .allSatisfy(file -> assertThat(file.missing()).as(file.toString()).isPresent());
  }

  @Test
  void all_of_it_is_left_on_the_shared_volume_byte_for_byte() {
    Manifest manifest = left(hasty);
    Manifest.Pod driver = RecordedJob.in(manifest, hasty.pods().driver());
    assertThat(nearStore.sum(driver, counters(driver)))
        .isEqualTo(Sha256.of(Counters.bytes(LITTLE)));
    for (Manifest.Pod pod : manifest.pods()) {
      Manifest.File recording =
          pod.files().stream().filter(file -> "jfr".equals(file.format())).findAny().orElseThrow();
      byte[] bytes = near.store().read(path(pod, recording)).orElseThrow();
      assertThat(bytes).hasSize((int) recording.bytes());
      assertThat(Recording.open(bytes).events()).as(pod.name()).isPositive();
    }
  }

  @Test
  void a_job_that_has_the_time_waits_for_s3_and_is_complete() {
    Pod driver = patient.pods().driver();
    assertThat(Pods.ended(driver, "recorder").orElseThrow())
        .as("its recorder was there before S3 was back")
        .isAfterOrEqualTo(s3.started());
    assertThat(Pods.ended(driver, "spark-kubernetes-driver").orElseThrow()).isBefore(s3.started());
    Manifest manifest = patient.job().manifest().orElseThrow();
    assertThat(manifest.complete()).isTrue();
    patient.job().assertSameAsIn(nearStore, manifest);
    assertThat(patient.job().bytes(counters(RecordedJob.in(manifest, driver))))
        .isEqualTo(Counters.bytes(LITTLE));
  }

  private static Stream<Manifest.File> files(Manifest manifest) {
    return manifest.pods().stream().flatMap(pod -> pod.files().stream());
  }

  private static Manifest.File counters(Manifest.Pod pod) {
    return pod.files().stream()
        .filter(file -> file.name().endsWith(Counters.NAME))
        .findAny()
        .orElseThrow(() -> new AssertionError(Counters.NAME + " is not among " + pod));
  }

  /** The copy of a manifest that stays beside files that are not in S3. */
  private Manifest left(Rounds job) {
    return Manifest.read(near.store().read(job.pods().id() + "/manifest.json").orElseThrow());
  }

  /** Where a file of a pod is on the shared volume. */
  private String path(Manifest.Pod pod, Manifest.File file) {
    return nearStore.files().keySet().stream()
        .filter(path -> path.contains(pod.uid()) && path.endsWith("/" + file.name()))
        .findAny()
        .orElseThrow();
  }

  private static String recorder(Rounds job) {
    return job.pods().log(job.pods().driver(), "recorder");
  }
}
