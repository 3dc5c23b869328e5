package io.sparkrecorder.e2e;

import static io.sparkrecorder.e2e.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.testbed.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * All three charts are upgraded with other values while jobs run, and at last taken away. One job
 * goes on; the other's application is changed in what it runs, for which the operator ends it and
 * starts it anew, and is uninstalled while it runs again.
 */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpgradeTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private S3Server s3;
  private Workspace workspace;
  private Rounds steady;
  private Rounds changed;
  private Set<String> before;
  private Set<String> after;
  private Set<String> operatorBefore;
  private Set<String> operatorAfter;
  private List<String> runs;
  private Stored stored;

  @BeforeAll
  void run() {
    s3 = S3Server.start(CLUSTER);
    workspace = new Workspace(CLUSTER, "upgrade", s3);
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
    startAnew();
    after = pods(steady.pods());
    steady.enough();
    steady.pods().awaitEnd();
    costs.afterwards();
    stored = new Stored(workspace.store().files());
  }

  @AfterAll
  void close() {
    Platform.RELEASE.upgrade("spark-operator: {controller: {logLevel: info}}");
    Stream.of(steady, changed).forEach(Rounds::close);
  }

  /** Each of the charts gets a value that it has not had. */
  private void upgradeAll() {
    operatorBefore = operator();
    Platform.RELEASE.upgrade("spark-operator: {controller: {logLevel: debug}}").orFail();
    eventually("the operator is another one")
        .untilAsserted(() -> assertThat(operator()).hasSize(1).isNotEqualTo(operatorBefore));
    operatorAfter = operator();
    String[] values =
        Stream.concat(
                workspace.values().stream(),
                Stream.of(
                    """
                    global: {grace: {driver: 200, executor: 60, upload: 60}}
                    recordings: {limitRange: {limits: {Container: {defaultRequest: {cpu: 10m}}}}}
                    """))
            .toArray(String[]::new);
    workspace.release().upgrade(values).orFail();
    steady
        .job()
        .upgrade("{labels: {team: b}, annotations: {upgraded: again}, timeToLiveSeconds: 3600}");
  }

  /** A changed spec is a new run, as the operator has it. It is not left the time to end. */
  private void startAnew() {
    changed.job().upgrade("driver: {env: {AGAIN: \"yes\"}}");
    eventually("a second driver runs", SparkJob.LONGEST)
        .ignoreExceptions()
        .until(() -> changed.pods().drivers().size() == 2 && counts(changed.pods().drivers()));
    runs = changed.pods().drivers().stream().map(SparkJob::id).toList();
    changed.job().release().uninstall().orFail();
    eventually("both runs are over", SparkJob.LONGEST)
        .until(() -> changed.pods().drivers().stream().allMatch(changed.pods()::isGone));
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

  @Test
  void a_run_that_an_upgrade_ends_has_its_recordings_in_s3_and_so_has_the_one_after_it() {
    try (Bucket bucket = s3.bucket()) {
      assertThat(runs).hasSize(2).doesNotHaveDuplicates();
      for (String run : runs) {
        String prefix = workspace.recordings() + run + "/";
        Manifest manifest =
            Manifest.read(
                bucket
                    .read(prefix + "manifest.json")
                    .orElseThrow(() -> new AssertionError("no manifest of " + run)));
        steady.job().assertSameAsIn(stored, manifest);
        assertThat(manifest.complete()).as(run).isTrue();
        assertThat(manifest.pods()).as(run).hasSize(2);
      }
      assertThat(bucket.read(workspace.recordings() + runs.getFirst() + "/driver/" + Counters.NAME))
          .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(Counters.bytes(1)));
    }
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void uninstalling_leaves_what_is_in_s3_and_the_claim_with_what_is_in_it() {
    Map<String, Long> objects = objects();
    steady.job().release().uninstall().orFail();
    workspace.release().uninstall().orFail();
    assertThat(Contents.of(CLUSTER.client(), workspace.namespace()))
        .contains(claim(), volume())
        .noneMatch(object -> object.startsWith("SparkApplication/") || object.startsWith("Pod/"));
    assertThat(objects()).isEqualTo(objects).isNotEmpty();
    assertThat(new Stored(workspace.store().files())).isEqualTo(stored);
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
    Pod last =
        drivers.stream().max((one, other) -> created(one).compareTo(created(other))).orElseThrow();
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
