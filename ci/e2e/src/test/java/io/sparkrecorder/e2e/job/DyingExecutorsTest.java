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
import io.sparkrecorder.testbed.Chunks;
import io.sparkrecorder.testbed.Manifest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One job whose executors, and recorders, die in every way; it goes on. */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({"recorder", "spark-4.1", "spark-operator", "versitygw"})
class DyingExecutorsTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String EXECUTOR = "spark-kubernetes-executor";

  /** Small chunks, and enough events to fill them: so some are in the store while a JVM runs. */
  private static final String VALUES =
      """
      arguments: [allocateDirect, allocate]
      agent:
        type: custom
        custom:
          javaOptions: >-
            -XX:FlightRecorderOptions=repository=/recordings/jfr,maxchunksize=1M
            -XX:StartFlightRecording=settings=profile,filename=/recordings/recording.jfr,jdk.ThreadAllocationStatistics#period=20ms
      heapDump: {enabled: true, gzipLevel: 1}
      executor:
        instances: 4
        javaOptions: -XX:MaxDirectMemorySize=4g -XX:+ExitOnOutOfMemoryError
      """;

  private Workspace workspace;
  private Rounds job;
  private Pod killed;
  private Chunks killedDisk;
  private Pod deleted;
  private Pod lost;
  private Chunks lostDisk;
  private Pod restarted;
  private Chunks restartedDisk;
  private Manifest manifest;
  private Stored stored;

  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void run() {
    workspace = new Workspace(CLUSTER, "deaths", S3Server.start(CLUSTER));
    job = new Rounds(workspace, "deaths", VALUES);
    job.awaitRound();
    List<Pod> executors = job.awaitMoving(4);
    killed = executors.get(0);
    deleted = executors.get(1);
    lost = executors.get(2);
    restarted = executors.get(3);

    job.pods().freeze(killed);
    killedDisk = job.disk(killed);
    job.pods().kill(killed);
    CLUSTER.client().pods().resource(deleted).delete();
    loseAndRestart();

    restartedDisk = job.disk(restarted).finished();
    job.enough();
    manifest = job.job().awaitManifest();
    stored = new Stored(workspace.store().files());
  }

  /** Freezes all processes of the pod, like a node that does not answer any more. */
  private void loseAndRestart() {
    job.pods().freeze(lost);
    lostDisk = job.disk(lost);
    signalRecorder("STOP", lost);
    signalRecorder("KILL", restarted);
    signalRecorder("KILL", job.pods().driver());
    CLUSTER.client().pods().resource(lost).withGracePeriod(0).delete();
    eventually("recorders are started again")
        .until(() -> isRestarted(restarted) && isRestarted(job.pods().driver()));
    long before = job.moved(restarted);
    eventually("it moves more").until(() -> job.moved(restarted) > before);
    job.awaitMoving(4);
  }

  @AfterAll
  void close() {
    if (job != null) {
      job.close();
    }
  }

  @Test
  void the_job_goes_on_and_ends_with_the_right_result() {
    assertThat(job.wasRight()).isTrue();
    job.job().awaitState("COMPLETED");
  }

  @Test
  void of_an_executor_killed_by_sigkill_all_is_there_that_its_jvm_had_flushed() {
    Manifest.Pod pod = in(manifest, killed);
    assertThat(pod.state()).isEqualTo("sealed");
    assertThat(pod.reason()).contains("exit-code");
    assertThat(pod.exitCode()).contains(137);
    assertThat(recording(pod).state()).isEqualTo("salvaged");
    assertThat(job.job().bytes(recording(pod))).isEqualTo(killedDisk.recording());
    assertThat(job.job().rest(pod)).isEqualTo(killedDisk.rest());
  }

  @Test
  void an_executor_killed_for_its_memory_is_salvaged_up_to_its_last_flush_and_called_oom_killed() {
    Manifest.Pod pod = in(manifest, endedWith(137, "OOMKilled"));
    assertThat(pod.state()).isEqualTo("sealed");
    assertThat(pod.reason()).contains("OOMKilled");
    assertThat(pod.exitCode()).contains(137);
    assertThat(recording(pod).state()).isEqualTo("salvaged");
    assertThatItGoesUpTo(end(endedWith(137, "OOMKilled")), pod);
  }

  @Test
  void an_executor_that_dies_of_an_out_of_memory_error_leaves_recording_and_heap_dump() {
    Manifest.Pod pod = in(manifest, endedWith(3, "Error"));
    assertThat(pod.state()).isEqualTo("sealed");
    assertThat(pod.reason()).contains("exit-code");
    assertThat(pod.exitCode()).contains(3);
    assertThat(recording(pod).state()).isEqualTo("salvaged");
    // The JVM does not flush any more while it dumps its heap.
    assertThat(Recording.open(job.job().bytes(recording(pod))).events()).isPositive();
    assertThat(pod.files())
        .filteredOn(file -> file.name().contains("hprof"))
        .singleElement()
        .satisfies(dump -> assertThat(dump.state()).isEqualTo("whole"));
  }

  @Test
  void of_an_executor_deleted_with_its_grace_the_recording_is_whole() {
    Manifest.Pod pod = in(manifest, deleted);
    assertThat(pod.state()).isEqualTo("sealed");
    assertThat(pod.exitCode()).contains(143);
    assertThat(recording(pod).state()).isEqualTo("whole");
    assertThatItGoesUpTo(end(job.pods().now(deleted)), pod);
  }

  @Test
  void of_an_executor_force_deleted_what_was_in_the_store_is_there_and_nothing_is_called_whole() {
    Manifest.Pod pod = in(manifest, lost);
    assertThat(pod.state()).isEqualTo("partial");
    assertThat(pod.reason()).contains("deleted");
    assertThat(manifest.complete()).isFalse();
    assertThat(recording(pod).state()).isEqualTo("salvaged");
    assertThat(recording(pod).note())
        .hasValueSatisfying(note -> assertThat(note).startsWith("its pod was lost"));
    byte[] object = job.job().bytes(recording(pod));
    assertThat(Chunks.of(object).size()).isPositive();
    assertThat(lostDisk.recording()).startsWith(object);
  }

  @Test
  void nobody_waits_for_ever_for_the_force_deleted_one() {
    assertThat(Pods.exitCode(job.pods().driver(), "recorder")).contains(0);
  }

  @Test
  void recorders_that_were_killed_go_on_and_nothing_is_doubled_or_lost() {
    Manifest.Pod pod = in(manifest, restarted);
    assertThat(Pods.restarts(job.pods().now(restarted), "recorder")).isEqualTo(1);
    assertThat(Pods.restarts(job.pods().driver(), "recorder")).isEqualTo(1);
    assertThat(pod.state()).isEqualTo("sealed");
    assertThat(recording(pod).state()).isEqualTo("whole");
    byte[] object = job.job().bytes(recording(pod));
    assertThat(object).startsWith(restartedDisk.recording());
    assertThat(Chunks.of(object).starts()).doesNotHaveDuplicates().isSorted();
    assertThat(Chunks.of(object).rest()).isEmpty();
  }

  @Test
  void the_manifest_knows_each_pod_that_ever_ran_and_misses_something_of_the_lost_one_alone() {
    assertThat(manifest.pods())
        .extracting(Manifest.Pod::name)
        .containsExactlyInAnyOrderElementsOf(job.pods().pods().stream().map(Pods::name).toList());
    assertThat(manifest.pods())
        .filteredOn(pod -> !pod.uid().equals(lost.getMetadata().getUid()))
        .allSatisfy(pod -> assertThat(pod.state()).as(pod.name()).isEqualTo("sealed"));
  }

  @Test
  void every_recording_opens_and_is_byte_for_byte_what_is_in_the_store() {
    job.job().assertSameAsIn(stored, manifest);
  }

  @Test
  void what_nobody_killed_is_whole() {
    Set<String> harmed =
        job.pods().executors().stream()
            .filter(pod -> Set.of(137, 3).contains(Pods.exitCode(pod, EXECUTOR).orElse(0)))
            .map(pod -> pod.getMetadata().getUid())
            .collect(Collectors.toSet());
    assertThat(manifest.pods())
        .filteredOn(pod -> !harmed.contains(pod.uid()))
        .filteredOn(pod -> !pod.uid().equals(lost.getMetadata().getUid()))
        .hasSizeGreaterThan(3)
        .allSatisfy(
            pod -> {
              assertThat(pod.files()).as(pod.name()).isNotEmpty();
              assertThat(pod.files())
                  .as(pod.name())
                  .allSatisfy(file -> assertThat(file.state()).isEqualTo("whole"));
            });
  }

  private void assertThatItGoesUpTo(Instant end, Manifest.Pod pod) {
    Recording recording = Recording.open(job.job().bytes(recording(pod)));
    assertThat(recording.last().orElseThrow())
        .as("last event of %s", pod.name())
        .isBetween(end.minusSeconds(20), end.plusSeconds(1));
  }

  private Pod endedWith(int code, String reason) {
    List<Pod> pods =
        job.pods().executors().stream()
            .filter(pod -> Pods.exitCode(pod, EXECUTOR).filter(is -> is == code).isPresent())
            .filter(pod -> reason.equals(Pods.end(pod, EXECUTOR).orElseThrow().getReason()))
            .toList();
    assertThat(pods).as("ended with %s %s", code, reason).hasSize(1);
    return pods.getFirst();
  }

  private static Instant end(Pod pod) {
    return Instant.parse(Pods.end(pod, EXECUTOR).orElseThrow().getFinishedAt());
  }

  private boolean isRestarted(Pod pod) {
    Pod now = job.pods().now(pod);
    return Pods.restarts(now, "recorder") == 1 && Pods.isRunning(now, "recorder");
  }

  /** The first process of a container is out of reach for those in it. */
  private void signalRecorder(String signal, Pod pod) {
    String id = Pods.containerId(job.pods().now(pod), "recorder");
    Node.of(CLUSTER, pod).run(Node.signal(signal, id));
  }
}
