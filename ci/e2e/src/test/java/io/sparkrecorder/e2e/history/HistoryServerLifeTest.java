package io.sparkrecorder.e2e.history;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Node;
import io.sparkrecorder.e2e.support.NodeFolder;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.support.Witness;
import io.sparkrecorder.testbed.Bucket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Events in the life of a history server: torn event logs, restarts, new pods, upgrades, requests
 * that are under way at its end, S3 away. It has a volume, and metrics.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@NeedsImages({"s3a-4.3", "spark-4.1", "versitygw"})
class HistoryServerLifeTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String FIRST = "spark-0001";
  private static final int METRICS = 9404;

  /** Longer than anybody who does not look would wait. */
  private static final Duration LATE = Duration.ofSeconds(12);

  private S3Server s3;
  private String namespace;
  private HistoryServer server;
  private int apps = 1;

  @BeforeAll
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void install() {
    s3 = S3Server.start(CLUSTER);
    namespace = CLUSTER.namespace("life");
    s3.giveKeysTo(namespace);
    volume();
    server =
        new HistoryServer(
            CLUSTER,
            namespace,
            "history",
            HistoryServer.small(s3),
            """
            storage: {type: claim, storageClass: %s, size: 1Gi}
            metrics: {enabled: true}
            """
                .formatted(namespace));
    server.upgrade().orFail();
    server.awaitRollout();
    write(FIRST);
    awaitRead(FIRST);
  }

  @Test
  @Order(1)
  void the_metrics_are_the_jvms_and_those_of_s3() {
    assertThat(metric("jvm_memory_used_bytes")).isPositive();
    eventually("a LIST is counted")
        .until(() -> metric("Hadoop_s3a_file_system_object_list_request") > 0);
  }

  @Test
  @Order(2)
  void a_corrupt_log_does_not_hide_the_others() {
    try (Bucket bucket = s3.bucket()) {
      bucket.write(history() + "eventlog_v2_torn/events_1_torn", new byte[] {1, 2, 3});
      bucket.write(history() + "eventlog_v2_torn/appstatus_torn", new byte[] {0});
      bucket.write(history() + "broken", "{not json".getBytes(StandardCharsets.UTF_8));
    }
    awaitRead(another());
    assertThat(server.log()).as("it met them").contains("eventlog_v2_torn", "/broken");
    assertThat(server.apps()).contains(FIRST);
  }

  @Test
  @Order(3)
  void a_container_that_is_started_again_keeps_the_list_without_reading_all_logs_again() {
    Pod pod = server.pod();
    Node.of(CLUSTER, pod).run(Node.signal("KILL", Pods.containerId(pod, HistoryServer.CONTAINER)));
    eventually("it is back")
        .ignoreExceptions()
        .until(() -> Pods.restarts(server.pod(), HistoryServer.CONTAINER) == 1 && lists(FIRST));
    assertKeptTheList();
  }

  @Test
  @Order(4)
  void so_does_a_new_pod_with_the_volume_of_the_one_before() {
    Pod before = server.pod();
    CLUSTER.client().pods().resource(before).delete();
    awaitNewPod(before);
    assertKeptTheList();
  }

  @Test
  @Order(5)
  void so_does_an_upgraded_one() {
    Pod before = server.pod();
    server.upgrade("podAnnotations: {upgraded: really}").orFail();
    awaitNewPod(before);
    assertKeptTheList();
  }

  @Test
  @Order(6)
  void s3_away_for_a_while_is_survived() {
    int restarts = Pods.restarts(server.pod(), HistoryServer.CONTAINER);
    s3.hang();
    try {
      eventually("what it has read stays there for a minute")
          .during(Duration.ofMinutes(1))
          .until(() -> lists(FIRST));
    } finally {
      s3.restart();
    }
    awaitRead(another());
    assertThat(Pods.restarts(server.pod(), HistoryServer.CONTAINER)).isEqualTo(restarts);
  }

  @Test
  @Order(7)
  void a_request_that_is_under_way_when_the_pod_is_deleted_is_answered() throws IOException {
    Pod pod = server.pod();
    try (Witness witness = new Witness(CLUSTER.client(), namespace, seen -> isSame(seen, pod));
        LocalPortForward forward = server.forward(HistoryServer.PORT);
        SlowRequest request = SlowRequest.to(forward.getLocalPort(), "/api/v1/version")) {
      Instant deleted = Instant.now();
      CLUSTER.client().pods().resource(pod).delete();
      request.trickleUntil(deleted.plus(LATE));
      assertThat(request.finish()).startsWith("HTTP/1.1 200");
      awaitNewPod(pod);
      eventually("its end is known").until(() -> end(witness).isPresent());
      assertThat(Duration.between(deleted, end(witness).orElseThrow()))
          .as("of a grace of %s s", Pods.grace(pod))
          .isLessThan(Duration.ofSeconds(Pods.grace(pod) / 2));
    }
  }

  @Test
  @Order(8)
  void two_servers_become_one_and_two_again_by_upgrades() {
    HistoryServer pair = new HistoryServer(CLUSTER, namespace, "pair", HistoryServer.small(s3));
    for (int replicas : List.of(2, 1, 2)) {
      pair.upgrade("replicas: " + replicas).orFail();
      pair.awaitRollout();
      int left = replicas;
      eventually(left + " servers, and none that goes").until(() -> pair.pods().size() == left);
      DeploymentStrategy strategy = pair.deployment().getSpec().getStrategy();
      assertThat(strategy.getType())
          .as(strategy.toString())
          .isEqualTo(replicas == 1 ? "Recreate" : "RollingUpdate");
      assertThat(strategy.getRollingUpdate() == null).isEqualTo(replicas == 1);
    }
  }

  /** It has read the bucket again after its start, and kept its list of applications. */
  private void assertKeptTheList() {
    assertThat(server.apps()).contains(FIRST);
    awaitRead(another());
    assertThat(server.log()).doesNotContain(parsing(FIRST));
  }

  private boolean lists(String app) {
    return server.apps().contains(app);
  }

  private void awaitNewPod(Pod before) {
    eventually("the pod is gone")
        .until(() -> server.pods().stream().noneMatch(pod -> isSame(pod, before)));
    server.awaitRollout();
  }

  private static Optional<Instant> end(Witness witness) {
    return Pods.ended(witness.pods().getFirst(), HistoryServer.CONTAINER);
  }

  private static boolean isSame(Pod pod, Pod other) {
    return pod.getMetadata().getUid().equals(other.getMetadata().getUid());
  }

  private void awaitRead(String app) {
    eventually("it looks, and reads " + app, Duration.ofMinutes(4))
        .until(() -> server.log().contains(parsing(app)));
  }

  /** The server's log line about reading an event log. */
  private String parsing(String app) {
    return "Parsing s3a://" + S3Server.BUCKET + "/" + history() + "eventlog_v2_" + app;
  }

  /** The event log of one more application. */
  private String another() {
    String app = "spark-%04d".formatted(++apps);
    write(app);
    return app;
  }

  /** The event log of an application that did nothing. */
  private void write(String app) {
    String events =
        """
        {"Event":"SparkListenerLogStart","Spark Version":"%s"}
        {"Event":"SparkListenerApplicationStart","App Name":"nothing","App ID":"%s","Timestamp":1700000000000,"User":"spark"}
        {"Event":"SparkListenerApplicationEnd","Timestamp":1700000001000}
        """
            .formatted(Image.sparkVersion("4.3"), app);
    String folder = history() + "eventlog_v2_" + app + "/";
    try (Bucket bucket = s3.bucket()) {
      bucket.write(folder + "events_1_" + app, events.getBytes(StandardCharsets.UTF_8));
      bucket.write(folder + "appstatus_" + app, new byte[0]);
    }
  }

  private String history() {
    return HistoryServer.logs(namespace);
  }

  /** The sum of a metric's values; 0 when it is not there. */
  private double metric(String name) {
    return server
        .get(METRICS, "metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** A volume for the claim, which nobody would provide otherwise. */
  private void volume() {
    NodeFolder.of(CLUSTER, namespace).prepare();
    CLUSTER
        .client()
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: %1$s}
                spec:
                  storageClassName: %1$s
                  capacity: {storage: 1Gi}
                  accessModes: [ReadWriteOnce]
                  persistentVolumeReclaimPolicy: Retain
                  claimRef: {namespace: %1$s, name: history}
                  hostPath: {path: %2$s/%1$s}
                """
                    .formatted(namespace, Node.FOLDER),
                PersistentVolume.class))
        .create();
  }
}
