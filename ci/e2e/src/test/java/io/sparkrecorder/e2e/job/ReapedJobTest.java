package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.job.RecordedJob.in;
import static io.sparkrecorder.e2e.job.RecordedJob.recording;
import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Node;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Manifest;
import java.util.List;
import java.util.Optional;
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

/** A job whose driver is deleted without grace, and finished by the workspace's reaper. */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({"recorder", "spark-4.1", "spark-operator", "versitygw"})
class ReapedJobTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String CRON_JOB = "workspace-reaper";

  private static final String VALUES =
      """
      recordings:
        reaper: {enabled: true, schedule: "0 0 29 2 *"}
      """;

  private static final String ALONE = "executor: {instances: 1}";

  private Rounds job;
  private Pod driver;
  private List<Pod> executors;
  private String whileItRan;
  private Optional<Manifest> before;
  private Pod reaper;
  private String log;
  private Manifest manifest;
  private Stored stored;
  private String again;

  @BeforeAll
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void run() {
    Workspace workspace = new Workspace(CLUSTER, "reaped", S3Server.start(CLUSTER), VALUES);
    job = new Rounds(workspace, "reaped", ALONE);
    job.awaitRound();
    whileItRan = output(CronRun.create(workspace, CRON_JOB, "reap-early"));
    driver = job.pods().driver();
    executors = job.pods().executors();
    lose(driver);
    eventually("no pod of the job is left", SparkJob.LONGEST)
        .until(() -> job.pods().pods().stream().allMatch(job.pods()::isGone));
    before = job.job().manifest();

    CronRun run = CronRun.create(workspace, CRON_JOB, "reap-now");
    reaper = run.awaitEnd();
    log = run.log(reaper);
    manifest = job.job().manifest().orElseThrow(() -> new AssertionError(log));
    stored = new Stored(workspace.store().files());
    again = output(CronRun.create(workspace, CRON_JOB, "reap-again"));
  }

  /**
   * Deletes a pod as an administrator does whose node is lost. Its recorder is stopped before:
   * after a deletion without grace the kubelet still gives it time, which it uses.
   */
  private static void lose(Pod pod) {
    Node node = Node.of(CLUSTER, pod);
    String recorder = Pods.containerId(pod, "recorder");
    node.run(Node.signal("STOP", recorder));
    CLUSTER.client().pods().resource(pod).withGracePeriod(0).delete();
    node.run(Node.signal("KILL", recorder));
  }

  private static String output(CronRun run) {
    return run.log(run.awaitEnd());
  }

  @AfterAll
  void close() {
    if (job != null) {
      job.close();
    }
  }

  @Test
  void job_that_runs_is_left_alone() {
    List<String> pods =
        Stream.concat(Stream.of(driver), executors.stream())
            .map(pod -> "pod " + Pods.name(pod))
            .toList();
    assertThat(whileItRan).contains("live").containsAnyOf(pods.toArray(String[]::new));
  }

  @Test
  void reaper_ends_well_in_a_strict_namespace() {
    assertThat(Pods.exitCode(reaper, "reaper")).as(log).contains(0);
  }

  @Test
  void manifest_is_the_last_one_and_names_every_pod_with_its_reason() {
    assertThat(before).as(log).satisfies(ReapedJobTest::isNotTheLast);
    assertThat(manifest.reason().orElse("")).as(log).doesNotContain("provisional");
    assertThat(executors)
        .isNotEmpty()
        .allSatisfy(
            pod -> {
              assertThat(in(manifest, pod).state()).as(log).isEqualTo("sealed");
              assertThat(recording(in(manifest, pod)).state()).as(log).isEqualTo("whole");
            });
    Manifest.Pod left = in(manifest, driver);
    assertThat(left.state().equals("sealed") || left.reason().isPresent()).as(log).isTrue();
    assertThat(manifest.complete() || manifest.reason().isPresent()).as(log).isTrue();
  }

  private static void isNotTheLast(Optional<Manifest> manifest) {
    assertThat(manifest.map(early -> early.reason().orElse("")).orElse("provisional"))
        .startsWith("provisional");
  }

  @Test
  void every_file_of_the_store_is_in_s3_byte_for_byte() {
    assertThat(manifest.pods())
        .flatExtracting(Manifest.Pod::files)
        .isNotEmpty()
        .allSatisfy(file -> assertThat(file.key()).as(file.name()).isPresent());
    job.job().assertSameAsIn(stored, manifest);
  }

  @Test
  void event_on_the_drivers_pod_says_how_it_ended() {
    assertThat(job.pods().events(driver))
        .containsAnyOf("RecordingsComplete", "RecordingsIncomplete");
  }

  @Test
  void second_run_changes_nothing() {
    assertThat(again).contains("settled: 1");
  }
}
