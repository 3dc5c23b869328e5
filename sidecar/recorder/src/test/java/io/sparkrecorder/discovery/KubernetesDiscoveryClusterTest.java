package io.sparkrecorder.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.config.Role;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("cluster")
class KubernetesDiscoveryClusterTest {
  @RegisterExtension static final ClusterBed CLUSTER = new ClusterBed();

  private static final List<String> STAY = List.of("stay");
  private static final List<String> LINGER = List.of("linger", "4s");
  private static final List<String> LEAVE = List.of("linger", "0s");

  private final String app = "app-" + UUID.randomUUID().toString().substring(0, 8);
  private final Sightings seen = new Sightings();
  private KubernetesDiscovery discovery;

  @AfterEach
  void close() {
    discovery.close();
  }

  @Test
  void exited_executor_has_ended_and_is_gone_after_its_recorder() {
    start();
    Pod pod = CLUSTER.executor(app, "1", List.of("exit", "7"), LINGER);
    eventually().until(() -> told(pod).contains(new Fate.Gone("exit-code", Optional.of(7))));
    assertThat(told(pod).stream().distinct())
        .containsExactly(
            new Fate.Alive(),
            new Fate.Ended("exit-code", Optional.of(7)),
            new Fate.Gone("exit-code", Optional.of(7)));
  }

  @Test
  void executor_killed_for_memory_has_the_reason_oomkilled() {
    start();
    Pod pod = CLUSTER.executor(app, "1", List.of("eat"), LINGER);
    eventually().until(() -> told(pod).contains(new Fate.Ended("OOMKilled", Optional.of(137))));
    CLUSTER.delete(pod);
    eventually().until(() -> told(pod).contains(new Fate.Gone("OOMKilled", Optional.of(137))));
  }

  @Test
  void deleted_executor_is_gone_with_its_exit_code() {
    start();
    Pod pod = CLUSTER.executor(app, "1", STAY, LEAVE);
    eventually().until(() -> CLUSTER.isRunning(pod));
    CLUSTER.delete(pod);
    eventually().until(() -> told(pod).getLast().equals(gone("exit-code", 143)));
  }

  @Test
  void force_deleted_executor_is_gone_without_further_facts() {
    start();
    Pod pod = CLUSTER.executor(app, "1", STAY, LEAVE);
    eventually().until(() -> CLUSTER.isRunning(pod));
    CLUSTER.deleteByForce(pod);
    eventually().until(() -> told(pod).contains(Fate.Gone.unseen()));
  }

  @Test
  void deleted_unschedulable_executor_never_started() {
    start();
    Pod pod =
        CLUSTER.create(
            CLUSTER
                .pod(app, "executor", "1", STAY, LEAVE)
                .editSpec()
                .withNodeSelector(Map.of("no", "such-node"))
                .endSpec());
    eventually().until(() -> unschedulable(pod) && !told(pod).isEmpty());
    assertThat(told(pod)).containsOnly(new Fate.Alive());
    CLUSTER.delete(pod);
    eventually().until(() -> told(pod).getLast() instanceof Fate.NeverStarted);
    assertThat(told(pod).getLast())
        .isEqualTo(new Fate.NeverStarted("never-started: Unschedulable"));
  }

  @Test
  void deleted_executor_without_its_image_never_started() {
    start();
    Pod pod =
        CLUSTER.create(
            CLUSTER
                .pod(app, "executor", "1", STAY, LEAVE)
                .editSpec()
                .editFirstContainer()
                .withImage("localhost/no-such-image:1")
                .endContainer()
                .endSpec());
    eventually().until(() -> waits(pod));
    CLUSTER.delete(pod);
    eventually().until(() -> CLUSTER.get(pod).isEmpty());
    eventually().until(() -> told(pod).getLast() instanceof Fate.NeverStarted);
    assertThat(told(pod)).noneMatch(fate -> fate instanceof Fate.Ended);
  }

  @Test
  void drivers_and_other_applications_are_ignored() {
    start();
    Pod driver = CLUSTER.create(CLUSTER.pod(app, "driver", "0", STAY, LEAVE));
    Pod other = CLUSTER.executor(app + "-other", "1", STAY, LEAVE);
    Pod ours = CLUSTER.executor(app, "1", STAY, LEAVE);
    eventually().until(() -> !told(ours).isEmpty());
    assertThat(discovery.refresh()).contains(Set.of(uid(ours)));
    assertThat(seen.uids()).containsExactly(uid(ours));
    List.of(driver, other, ours).forEach(CLUSTER::deleteByForce);
  }

  @Test
  void refresh_reports_every_page_at_once() {
    start();
    List<Pod> pods = new ArrayList<>();
    for (int id = 1; id <= 120; id++) {
      pods.add(
          CLUSTER.create(
              CLUSTER
                  .pod(app, "executor", Integer.toString(id), STAY, LEAVE)
                  .editSpec()
                  .withNodeSelector(Map.of("no", "such-node"))
                  .endSpec()));
    }
    Sightings late = new Sightings();
    try (KubernetesDiscovery another = open(CLUSTER.server())) {
      another.start(late);
      assertThat(another.refresh()).hasValueSatisfying(uids -> assertThat(uids).hasSize(120));
      assertThat(late.uids()).hasSize(120);
    }
    pods.forEach(CLUSTER::deleteByForce);
  }

  @Test
  void changes_during_a_cut_connection_are_reported_after_it() throws IOException {
    try (TcpProxy proxy = new TcpProxy(CLUSTER.server().getHost(), CLUSTER.server().getPort())) {
      proxy.mend();
      start(open(through(proxy)));
      Pod before = CLUSTER.executor(app, "1", STAY, LEAVE);
      eventually().until(() -> CLUSTER.isRunning(before) && !told(before).isEmpty());
      proxy.cut();
      CLUSTER.deleteByForce(before);
      Pod after = CLUSTER.executor(app, "2", STAY, LEAVE);
      assertThat(discovery.refresh()).as("nothing to ask").isEmpty();
      assertThat(told(after)).isEmpty();
      proxy.mend();
      eventually().until(() -> told(before).contains(Fate.Gone.unseen()));
      eventually().until(() -> !told(after).isEmpty());
      CLUSTER.deleteByForce(after);
    }
  }

  @Test
  void cluster_absent_at_start_blocks_nothing_and_is_found_later() throws IOException {
    try (TcpProxy proxy = new TcpProxy(CLUSTER.server().getHost(), CLUSTER.server().getPort());
        StandardError said = new StandardError()) {
      long begin = System.nanoTime();
      start(open(through(proxy)));
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
      Pod pod = CLUSTER.executor(app, "1", STAY, LEAVE);
      eventually().until(() -> said.count("the Kubernetes API does not respond") == 1);
      proxy.mend();
      eventually().until(() -> !told(pod).isEmpty());
      assertThat(said.count("WARN")).isEqualTo(1);
      CLUSTER.deleteByForce(pod);
    }
  }

  @Test
  void missing_role_is_logged_once_and_used_when_granted() {
    String account = "stranger-" + app;
    CLUSTER.account(account);
    Pod pod = CLUSTER.executor(app, "1", STAY, LEAVE);
    try (StandardError said = new StandardError()) {
      start(CLUSTER.discovery(app, account, CLUSTER.server()));
      eventually().until(() -> said.count("resources [pods], verbs [get, list, watch]") == 1);
      assertThat(discovery.refresh()).isEmpty();
      assertThat(discovery.refresh()).isEmpty();
      CLUSTER.allow(account);
      eventually().until(() -> !told(pod).isEmpty());
      assertThat(said.count("WARN")).isEqualTo(1);
      assertThat(said.count("Exception")).as("stack traces").isZero();
    }
    CLUSTER.deleteByForce(pod);
  }

  @Test
  void note_too_long_for_an_event_is_cut_between_two_characters() throws Exception {
    start();
    Pod pod = CLUSTER.executor(app, "1", STAY, LEAVE);
    PodIdentity identity =
        new PodIdentity(
            app,
            CLUSTER.namespace(),
            Role.DRIVER,
            Optional.empty(),
            pod.getMetadata().getName(),
            uid(pod),
            Optional.empty());
    PodEvents events =
        new PodEvents(
            CLUSTER.cluster(ClusterBed.ACCOUNT, CLUSTER.server()), identity, Clock.systemUTC());
    events.tell(new PodEvent(PodEvent.Type.WARNING, "Long", "Check", "\u00e9\u20ac".repeat(300)));
    events.finish(Deadline.in(Duration.ofSeconds(60)));
    assertThat(CLUSTER.events(pod, "spark-recorder/recorder"))
        .singleElement()
        .extracting(Event::getMessage)
        .isEqualTo("\u00e9\u20ac".repeat(204) + "...");
    CLUSTER.deleteByForce(pod);
  }

  private void start() {
    start(open(CLUSTER.server()));
  }

  private void start(KubernetesDiscovery opened) {
    discovery = opened;
    discovery.start(seen);
  }

  private KubernetesDiscovery open(URI server) {
    return CLUSTER.discovery(app, ClusterBed.ACCOUNT, server);
  }

  private List<Fate> told(Pod pod) {
    return seen.of(uid(pod));
  }

  private static boolean unschedulable(Pod pod) {
    return CLUSTER.get(pod).stream()
        .flatMap(now -> now.getStatus().getConditions().stream())
        .anyMatch(condition -> "Unschedulable".equals(condition.getReason()));
  }

  private static boolean waits(Pod pod) {
    return CLUSTER.get(pod).stream()
        .flatMap(now -> now.getStatus().getContainerStatuses().stream())
        .anyMatch(
            status ->
                status.getState().getWaiting() != null
                    && status.getState().getWaiting().getReason().contains("Image"));
  }

  private static Fate gone(String reason, int code) {
    return new Fate.Gone(reason, Optional.of(code));
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  private static URI through(TcpProxy proxy) {
    return URI.create("https://127.0.0.1:" + proxy.port());
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }
}
