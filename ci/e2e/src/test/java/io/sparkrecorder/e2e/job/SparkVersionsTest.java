package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.job.RecordedJob.in;
import static io.sparkrecorder.e2e.job.RecordedJob.recording;
import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.StrictNamespace;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Chunks;
import io.sparkrecorder.testbed.Manifest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A job on an older and on a newer line of Spark, at once: with executors that run out of heap, are
 * killed, are deleted.
 */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({"recorder", "spark-3.5", "spark-4.1", "spark-4.3", "spark-operator", "versitygw"})
class SparkVersionsTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private Workspace workspace;
  private final Map<String, Line> lines = new TreeMap<>();
  private Stored stored;

  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void run() {
    workspace = new Workspace(CLUSTER, "versions", S3Server.start(CLUSTER));
    List.of("3.5", "4.3").forEach(line -> lines.put(line, new Line(workspace, line)));
    lines.values().forEach(Line::harm);
    lines.values().forEach(Line::end);
    stored = new Stored(workspace.store().files());
  }

  @AfterAll
  void close() {
    lines.values().forEach(run -> run.job.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "4.3"})
  void the_job_goes_on_and_ends_with_the_right_result(String line) {
    Line run = lines.get(line);
    assertThat(run.job.log()).contains("Spark " + line);
    assertThat(run.job.wasRight()).isTrue();
    run.job.job().awaitState("COMPLETED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "4.3"})
  void live_pods_have_the_grace_of_the_values_and_their_recorders_end_with_0(String line) {
    SparkJob pods = lines.get(line).job.pods();
    assertThat(Pods.grace(pods.driver())).isEqualTo(StrictNamespace.DRIVER_GRACE);
    assertThat(pods.executors())
        .extracting(Pods::grace)
        .containsOnly(StrictNamespace.EXECUTOR_GRACE);
    assertThat(pods.pods())
        .allSatisfy(
            pod -> assertThat(Pods.exitCode(pod, "recorder")).as(Pods.name(pod)).contains(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "4.3"})
  void the_manifest_is_complete_and_knows_each_pod_that_ever_ran(String line) {
    Line run = lines.get(line);
    assertThat(run.manifest.complete()).isTrue();
    assertThat(run.manifest.pods())
        .allSatisfy(pod -> assertThat(pod.state()).as(pod.name()).isEqualTo("sealed"))
        .extracting(Manifest.Pod::name)
        .containsExactlyInAnyOrderElementsOf(
            run.job.pods().pods().stream().map(Pods::name).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "4.3"})
  void of_an_executor_killed_by_sigkill_all_is_there_that_its_jvm_had_flushed(String line) {
    Line run = lines.get(line);
    Manifest.Pod pod = in(run.manifest, run.killed);
    assertThat(pod.reason()).contains("exit-code");
    assertThat(pod.exitCode()).contains(137);
    assertThat(recording(pod).state()).isEqualTo("salvaged");
    assertThat(run.job.job().bytes(recording(pod))).isEqualTo(run.disk.recording());
    assertThat(run.job.job().rest(pod)).isEqualTo(run.disk.rest());
  }

  /** It comes wrapped: Spark 3.5 calls it an uncaught exception, 4.3 by its name. */
  @ParameterizedTest
  @CsvSource({"3.5, 50", "4.3, 52"})
  void of_an_executor_that_spark_ends_for_an_out_of_memory_error_the_recording_is_whole(
      String line, int exitCode) {
    Line run = lines.get(line);
    Manifest.Pod pod = in(run.manifest, run.outOfHeap);
    assertThat(pod.reason()).contains("exit-code");
    assertThat(pod.exitCode()).contains(exitCode);
    assertThat(recording(pod).state()).isEqualTo("whole");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "4.3"})
  void of_an_executor_deleted_with_its_grace_the_recording_is_whole(String line) {
    Line run = lines.get(line);
    Manifest.Pod pod = in(run.manifest, run.deleted);
    assertThat(pod.exitCode()).contains(143);
    assertThat(recording(pod).state()).isEqualTo("whole");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "4.3"})
  void every_recording_opens_and_is_byte_for_byte_what_is_in_the_store(String line) {
    lines.get(line).job.job().assertSameAsIn(stored, lines.get(line).manifest);
  }

  /** One line's job. */
  private static final class Line {
    private final Rounds job;
    private Pod outOfHeap;
    private Pod killed;
    private Chunks disk;
    private Pod deleted;
    private Manifest manifest;

    Line(Workspace workspace, String line) {
      String values =
          """
          sparkVersion: %s
          agent: {jfr: {javaVersion: 17}}
          arguments: [allocate]
          executor: {instances: 3}
          """
              .formatted(Image.named("spark-" + line).tag());
      job = new Rounds(workspace, "spark-" + line.replace('.', '-'), values);
    }

    void harm() {
      job.awaitRound();
      eventually("an executor is out of memory, and the others go on")
          .until(() -> job.ended().size() == 1 && job.running().size() >= 2);
      outOfHeap = job.ended().getFirst();
      killed = job.running().get(0);
      deleted = job.running().get(1);
      job.pods().freeze(killed);
      disk = job.disk(killed);
      job.pods().kill(killed);
      CLUSTER.client().pods().resource(deleted).delete();
    }

    void end() {
      eventually("others take their places", SparkJob.LONGEST)
          .until(() -> job.ended().size() == 3 && job.running().size() == 3);
      job.enough();
      manifest = job.job().awaitManifest();
    }
  }
}
