package io.sparkrecorder.e2e.queue;

import static io.sparkrecorder.e2e.job.RecordedJob.recording;
import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.e2e.job.Rounds;
import io.sparkrecorder.e2e.job.SparkJob;
import io.sparkrecorder.e2e.job.Stored;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.StrictNamespace;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.Manifest;
import java.util.Comparator;
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

/**
 * Three recorded jobs in a queue of Kueue that has room for one: the first is admitted, the second
 * waits, and the third is more important and preempts the first. Then the queue gets more room, and
 * the two others run.
 */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({"recorder", "spark-4.1", "spark-operator", "versitygw"})
class KueueTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String JOB =
      """
      batchScheduler: {type: kueue, queue: team}
      executor: {instances: 1}
      """;

  private static final String URGENT = "batchScheduler: {priorityClassName: urgent}";

  private Kueue kueue;
  private Workspace workspace;
  private Rounds preempted;
  private Rounds queued;
  private Rounds urgent;
  private boolean urgentWasRight;
  private List<Pod> podsWhileQueued;
  private String stateWhileQueued;
  private List<Map<String, Object>> counted;
  private Pod preemptedDriver;
  private List<Pod> preemptedPods;
  private String stateWhenPreempted;
  private Stored stored;

  @BeforeAll
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void run() {
    assumeTrue(Kueue.isAtHand(), "no Kueue: make kueue");
    kueue = Kueue.install(CLUSTER);
    workspace = new Workspace(CLUSTER, "queues", S3Server.start(CLUSTER));
    kueue.apply(quota("1Gi"));
    kueue.apply(queue(workspace.namespace()));

    preempted = new Rounds(workspace, "preempted", JOB);
    preempted.awaitRound();
    preemptedDriver = preempted.pods().driver();
    counted = workload(preempted).get("spec", "podSets");

    queued = new Rounds(workspace, "queued", JOB);
    eventually("the second job waits").until(() -> "SUSPENDED".equals(queued.job().state()));
    urgent = new Rounds(workspace, "urgent", JOB, URGENT);
    urgent.awaitRound();
    podsWhileQueued = queued.pods().drivers();
    stateWhileQueued = queued.job().state();
    eventually("the preempted pods are gone", SparkJob.LONGEST)
        .until(() -> preempted.pods().pods().stream().allMatch(preempted.pods()::isGone));
    preemptedPods = preempted.pods().pods();
    stateWhenPreempted = preempted.job().state();

    kueue.apply(quota("3Gi"));
    queued.awaitRound();
    List.of(urgent, queued).forEach(Rounds::enough);
    preemptedAgain();
    List.of(urgent, queued).forEach(job -> job.pods().awaitEnd());
    urgentWasRight = urgent.wasRight();
    stored = new Stored(workspace.store().files());
  }

  /** Its second run counts, and is told that it is enough. */
  private void preemptedAgain() {
    SparkJob pods = preempted.pods();
    eventually("the preempted job counts again", SparkJob.LONGEST)
        .ignoreExceptions()
        .until(
            () -> pods.log(secondDriver(), SparkJob.spark(secondDriver())).contains("round 1\n"));
    pods.run(secondDriver(), SparkJob.spark(secondDriver()), "touch /tmp/enough");
    eventually("its second run ends", SparkJob.LONGEST)
        .until(() -> pods.drivers().stream().allMatch(pods::isGone));
  }

  private Pod secondDriver() {
    List<Pod> drivers =
        preempted.pods().drivers().stream()
            .sorted(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
            .toList();
    assertThat(drivers).hasSize(2);
    return drivers.getLast();
  }

  @AfterAll
  void close() {
    Stream.of(preempted, queued, urgent).filter(job -> job != null).forEach(Rounds::close);
  }

  @Test
  void admitted_job_runs_to_its_end_and_is_recorded() {
    assertThat(urgentWasRight).isTrue();
    urgent.job().awaitState("COMPLETED");
    eventually("Kueue sees the end").until(() -> is("Finished", urgent));
    assertThatAllIsWhole(urgent.job().manifest().orElseThrow());
  }

  @Test
  void queued_job_has_no_pod_until_the_queue_has_room() {
    assertThat(stateWhileQueued).isEqualTo("SUSPENDED");
    assertThat(podsWhileQueued).isEmpty();
    queued.job().awaitState("COMPLETED");
    assertThatAllIsWhole(queued.job().manifest().orElseThrow());
  }

  @Test
  void preempted_job_has_its_whole_grace_and_leaves_whole_recordings() {
    assertThat(stateWhenPreempted).isEqualTo("SUSPENDED");
    assertThat(preempted.pods().eventTexts(preemptedDriver))
        .as("a grace of %d s, seen by the recorder", StrictNamespace.DRIVER_GRACE)
        .anySatisfy(text -> assertThat(text).containsPattern("in (9\\d|100) s at the latest"));
    assertThat(Pods.exitCode(preemptedDriver(), "recorder")).contains(0);
    Manifest manifest = manifest(preemptedDriver);
    assertThatAllIsWhole(manifest);
    assertThat(manifest.pods())
        .extracting(Manifest.Pod::uid)
        .containsExactlyInAnyOrderElementsOf(
            preemptedPods.stream().map(pod -> pod.getMetadata().getUid()).toList());
  }

  @Test
  void preempted_job_runs_again_as_an_application_of_its_own() {
    preempted.job().awaitState("COMPLETED");
    assertThat(SparkJob.id(secondDriver())).isNotEqualTo(SparkJob.id(preemptedDriver));
    assertThatAllIsWhole(manifest(secondDriver()));
  }

  /** The quota has to leave room for the rest, as charts/spark-application/docs says. */
  @Test
  void kueue_counts_cores_and_heap_of_each_role_and_nothing_else() {
    assertThat(counted)
        .extracting(podSet -> podSet.get("name") + " " + podSet.get("count"))
        .containsExactly("driver 1", "executor 1");
    assertThat(counted.toString()).doesNotContain("name=recorder");
    List<Map<String, Object>> used =
        workload(urgent).get("status", "admission", "podSetAssignments");
    assertThat(used)
        .extracting(assignment -> assignment.get("resourceUsage"))
        .containsExactly(
            Map.of("cpu", "100m", "memory", "512Mi"), Map.of("cpu", "100m", "memory", "512Mi"));
  }

  @Test
  void every_recording_opens_and_is_byte_for_byte_what_is_in_the_store() {
    preempted.job().assertSameAsIn(stored, manifest(preemptedDriver));
    preempted.job().assertSameAsIn(stored, manifest(secondDriver()));
    queued.job().assertSameAsIn(stored, queued.job().manifest().orElseThrow());
    urgent.job().assertSameAsIn(stored, urgent.job().manifest().orElseThrow());
  }

  /** The first one, as it was last seen. */
  private Pod preemptedDriver() {
    return preemptedPods.stream()
        .filter(pod -> pod.getMetadata().getUid().equals(preemptedDriver.getMetadata().getUid()))
        .findAny()
        .orElseThrow();
  }

  private void assertThatAllIsWhole(Manifest manifest) {
    assertThat(manifest.complete()).isTrue();
    assertThat(manifest.pods())
        .hasSize(2)
        .allSatisfy(
            pod -> {
              assertThat(pod.state()).as(pod.name()).isEqualTo("sealed");
              assertThat(recording(pod).state()).as(pod.name()).isEqualTo("whole");
            });
  }

  private Manifest manifest(Pod driver) {
    try (Bucket bucket = workspace.s3().bucket()) {
      String key = workspace.recordings() + SparkJob.id(driver) + "/manifest.json";
      return bucket.read(key).map(Manifest::read).orElseThrow(() -> new AssertionError(key));
    }
  }

  private GenericKubernetesResource workload(Rounds job) {
    return kueue
        .workload(workspace.namespace(), job.job().application().getMetadata().getName())
        .orElseThrow();
  }

  private boolean is(String condition, Rounds job) {
    return kueue.is(
        condition, workspace.namespace(), job.job().application().getMetadata().getName());
  }

  private static String quota(String memory) {
    return """
        apiVersion: kueue.x-k8s.io/v1beta2
        kind: ClusterQueue
        metadata: {name: e2e}
        spec:
          namespaceSelector: {}
          preemption: {withinClusterQueue: LowerPriority}
          resourceGroups:
            - coveredResources: [cpu, memory]
              flavors:
                - name: e2e
                  resources:
                    - {name: cpu, nominalQuota: 4}
                    - {name: memory, nominalQuota: %s}
        """
        .formatted(memory);
  }

  /** The namespace's queue, and the objects that it needs. */
  private static String queue(String namespace) {
    return """
        apiVersion: kueue.x-k8s.io/v1beta2
        kind: ResourceFlavor
        metadata: {name: e2e}
        ---
        apiVersion: kueue.x-k8s.io/v1beta2
        kind: WorkloadPriorityClass
        metadata: {name: urgent}
        value: 1000
        ---
        apiVersion: kueue.x-k8s.io/v1beta2
        kind: LocalQueue
        metadata: {name: team, namespace: %s}
        spec: {clusterQueue: e2e}
        """
        .formatted(namespace);
  }
}
