package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Contents;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.StrictNamespace;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.Manifest;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * All three charts are upgraded with other values while jobs run, and at last taken away. One job
 * goes on, and one that has ended does not run again, also under another version of the chart. The
 * application of a third gets another script: the operator ends it and starts it anew, and it is
 * uninstalled while it runs again.
 */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@NeedsImages({"recorder", "spark-4.1", "spark-operator", "versitygw"})
class UpgradeTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  /** Values that a namespace's jobs share. */
  private static final String SHARED =
      """
      global:
        grace: {driver: 200, executor: 60, upload: 60}
        agent: {jfr: {settings: default}}
      """;

  private S3Server s3;
  private Workspace workspace;
  private Rounds steady;
  private Rounds finished;
  private Rounds changed;
  private Set<String> before;
  private Set<String> after;
  private Set<String> operatorBefore;
  private Set<String> operatorAfter;
  private Stored stored;

  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void run() {
    s3 = S3Server.start(CLUSTER);
    workspace = new Workspace(CLUSTER, "upgrade", s3);
    finished = new Rounds(workspace, "finished", "executor: {instances: 1}");
    finished.awaitRound();
    finished.enough();
    finished.job().awaitState("COMPLETED");
    finished.pods().awaitEnd();
    steady = new Rounds(workspace, "steady", "{}");
    changed = new Rounds(workspace, "changed", "executor: {instances: 1}");
    steady.awaitRound();
    changed.awaitRound();
    Costs costs = new Costs(CLUSTER, "shared-volume", steady.job());
    costs.whileRunning();
    Counters.record(steady.pods(), 1);
    Counters.record(changed.pods(), 1);
    before = pods(steady.pods());
    upgradeAll();
    after = pods(steady.pods());
    steady.enough();
    steady.pods().awaitEnd();
    costs.afterwards();
    stored = new Stored(workspace.store().files());
  }

  @AfterAll
  void close() {
    Platform.RELEASE.upgrade("spark-operator: {controller: {logLevel: info}}");
    Stream.of(steady, changed, finished).filter(Objects::nonNull).forEach(Rounds::close);
  }

  /** Each of the charts gets a value that it has not had. */
  private void upgradeAll() {
    operatorBefore = operator();
    Platform.RELEASE.upgrade("spark-operator: {controller: {logLevel: debug}}").orFail();
    eventually("the operator is another one")
        .untilAsserted(() -> assertThat(operator()).hasSize(1).isNotEqualTo(operatorBefore));
    operatorAfter = operator();
    // Until then nobody would see that an application was changed.
    eventually("it leads").until(() -> operatorAfter.contains(leader()));
    String[] values =
        Stream.concat(
                workspace.values().stream(),
                Stream.of(
                    SHARED,
                    "recordings: {limitRange: {limits: {Container: {defaultRequest: {cpu: 10m}}}}}"))
            .toArray(String[]::new);
    workspace.release().upgrade(values).orFail();
    String own = "{labels: {team: b}, annotations: {upgraded: again}, timeToLiveSeconds: 3600}";
    Path other = OtherVersion.of("spark-application");
    for (Rounds rounds : List.of(steady, finished)) {
      rounds.job().upgrade(own, SHARED);
      assertThat(rounds.job().upgradeTo(other, own, SHARED).orFail())
          .contains(" stays as it was submitted: ")
          .contains("--set-string runId=");
    }
  }

  @Test
  void neither_shared_values_nor_another_chart_run_a_finished_job_again() {
    assertThat(finished.job().application().getMetadata().getLabels())
        .containsEntry("team", "b")
        .containsEntry("helm.sh/chart", "spark-application-9.9.9");
    assertThat(finished.job().state()).isEqualTo("COMPLETED");
    assertThat(finished.pods().drivers()).hasSize(1);

    try {
      finished.job().upgrade("runId: again");
      eventually("it runs once more because it was told to", SparkJob.LONGEST)
          .until(() -> finished.pods().drivers().size() == 2);
    } finally {
      // Its pods hold the claim that other tests want to be gone, and upload until they end.
      finished.job().release().uninstall().orFail();
      eventually("its pods are gone", SparkJob.LONGEST)
          .until(() -> finished.pods().drivers().stream().allMatch(finished.pods()::isGone));
    }
  }

  @Test
  void no_upgrade_touches_the_pods_of_a_running_job() {
    assertThat(operatorAfter).as("the operator was upgraded").isNotEqualTo(operatorBefore);
    assertThat(steady.job().application().getMetadata().getLabels()).containsEntry("team", "b");
    assertThat(after).isEqualTo(before).hasSize(3);
    assertThat(pods(steady.pods())).as("until its end").isEqualTo(before);
    assertThat(steady.pods().pods())
        .allSatisfy(
            pod ->
                assertThat(Pods.statuses(pod))
                    .allSatisfy(status -> assertThat(status.getRestartCount()).isZero()))
        .extracting(Pods::grace)
        .containsOnly(StrictNamespace.DRIVER_GRACE, StrictNamespace.EXECUTOR_GRACE);
    assertThat(steady.wasRight()).isTrue();
    steady.job().awaitState("COMPLETED");
  }

  @Test
  void its_recordings_are_complete() {
    Manifest manifest = steady.job().manifest().orElseThrow();
    assertThat(manifest.complete()).isTrue();
    assertThat(manifest.pods())
        .extracting(Manifest.Pod::uid)
        .containsExactlyInAnyOrderElementsOf(before);
    steady.job().assertSameAsIn(stored, manifest);
  }

  /** A changed spec is a new run, as the operator has it; this one is not left the time to end. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void a_run_that_an_upgrade_ends_has_its_recordings_in_s3_and_so_has_one_that_is_uninstalled() {
    SparkJob pods = changed.pods();
    changed.job().upgrade("driver: {env: {AGAIN: \"yes\"}}");
    eventually("a second driver runs", SparkJob.LONGEST)
        .ignoreExceptions()
        .until(() -> pods.drivers().size() == 2 && counts(pods.drivers()));
    changed.job().release().uninstall().orFail();
    eventually("both runs are over", SparkJob.LONGEST)
        .until(() -> pods.drivers().stream().allMatch(pods::isGone));
    List<String> runs =
        pods.drivers().stream()
            .sorted(Comparator.comparing(UpgradeTest::created))
            .map(SparkJob::id)
            .toList();
    assertThat(runs).hasSize(2).doesNotHaveDuplicates();
    Stored left = new Stored(workspace.store().files());
    try (Bucket bucket = s3.bucket()) {
      for (String run : runs) {
        Manifest manifest =
            Manifest.read(
                bucket
                    .read(workspace.recordings() + run + "/manifest.json")
                    .orElseThrow(() -> new AssertionError("no manifest of " + run)));
        assertThat(manifest.complete()).as(run).isTrue();
        assertThat(manifest.pods()).as(run).hasSize(2);
        changed.job().assertSameAsIn(left, manifest);
      }
      assertThat(bucket.read(workspace.recordings() + runs.getFirst() + "/driver/" + Counters.NAME))
          .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(Counters.bytes(1)));
    }
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void uninstalling_leaves_what_is_in_s3_and_the_claim_with_what_is_in_it() {
    Map<String, Long> objects = objects();
    Stored before = new Stored(workspace.store().files());
    steady.job().release().uninstall().orFail();
    workspace.release().uninstall().orFail();
    // Kubernetes collects the pods of an application after Helm has deleted it.
    eventually("applications and pods are gone", SparkJob.LONGEST)
        .untilAsserted(
            () ->
                assertThat(Contents.of(CLUSTER.client(), workspace.namespace()))
                    .contains(claim(), volume())
                    .noneMatch(
                        object ->
                            object.startsWith("SparkApplication/") || object.startsWith("Pod/")));
    assertThat(objects()).isEqualTo(objects).isNotEmpty();
    assertThat(new Stored(workspace.store().files())).isEqualTo(before);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void unless_told_otherwise_and_then_the_claim_goes_and_s3_stays() {
    Map<String, Long> objects = objects();
    String[] values =
        Stream.concat(
                workspace.values().stream(), Stream.of("recordings: {storage: {keep: false}}"))
            .toArray(String[]::new);
    workspace.release().upgrade(values).orFail();
    assertThat(Contents.of(CLUSTER.client(), workspace.namespace())).contains(claim(), volume());
    workspace.release().uninstall().orFail();
    eventually("claim and volume are gone")
        .untilAsserted(
            () ->
                assertThat(Contents.of(CLUSTER.client(), workspace.namespace()))
                    .doesNotContain(claim(), volume()));
    assertThat(objects()).isEqualTo(objects);
  }

  private boolean counts(List<Pod> drivers) {
    Pod last = drivers.stream().max(Comparator.comparing(UpgradeTest::created)).orElseThrow();
    return changed.pods().log(last, SparkJob.spark(last)).contains("round 1\n");
  }

  private static String created(Pod pod) {
    return pod.getMetadata().getCreationTimestamp();
  }

  private Map<String, Long> objects() {
    try (Bucket bucket = s3.bucket()) {
      return bucket.objects("");
    }
  }

  private static String claim() {
    return "PersistentVolumeClaim/recordings";
  }

  private String volume() {
    return "PersistentVolume/" + workspace.namespace() + ".workspace.recordings";
  }

  private static Set<String> pods(SparkJob job) {
    return job.pods().stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
  }

  /** The operator's pod that looks after jobs at the moment, of those that could. */
  private static String leader() {
    String holder =
        CLUSTER
            .client()
            .leases()
            .inNamespace(Platform.NAMESPACE)
            .withName("spark-operator-controller-lock")
            .get()
            .getSpec()
            .getHolderIdentity();
    return CLUSTER.client().pods().inNamespace(Platform.NAMESPACE).list().getItems().stream()
        .filter(pod -> holder.startsWith(Pods.name(pod) + "_"))
        .map(pod -> pod.getMetadata().getUid())
        .findAny()
        .orElse("none");
  }

  /** The pods that look after jobs. */
  private static Set<String> operator() {
    return CLUSTER
        .client()
        .pods()
        .inNamespace(Platform.NAMESPACE)
        .withLabel("app.kubernetes.io/component", "controller")
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(
            pod ->
                pod.getStatus().getConditions().stream()
                    .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus())))
        .map(pod -> pod.getMetadata().getUid())
        .collect(Collectors.toSet());
  }
}
