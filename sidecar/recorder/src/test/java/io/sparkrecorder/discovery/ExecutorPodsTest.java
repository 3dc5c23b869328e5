package io.sparkrecorder.discovery;

import static io.sparkrecorder.discovery.ExecutorPod.pending;
import static io.sparkrecorder.discovery.ExecutorPod.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.sparkrecorder.marker.PodRecord;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutorPodsTest {
  private static final Fate ALIVE = new Fate.Alive();

  @Test
  void running_pod_is_alive_and_known_by_its_label() {
    assertThat(ExecutorPods.sighting(running().pod()))
        .isEqualTo(
            new Sighting(
                new PodRecord(
                    "executor", Optional.of("7"), "job-exec-7", "uid-7", Optional.of("node-1")),
                ALIVE));
  }

  @Test
  void pod_may_still_run_as_long_as_it_exists() {
    assertThat(pending().fate()).as("unscheduled").isEqualTo(ALIVE);
    assertThat(pending().initContainerRunning().fate()).as("init containers").isEqualTo(ALIVE);
    assertThat(pending().waiting("ImagePullBackOff").fate()).as("no image").isEqualTo(ALIVE);
    assertThat(pending().withoutStatus().fate()).as("no status").isEqualTo(ALIVE);
  }

  @ParameterizedTest
  @CsvSource({
    "Error,7,exit-code",
    "Completed,0,completed",
    "OOMKilled,137,OOMKilled",
    "OOMKilled,143,OOMKilled"
  })
  void ended_container_keeps_reason_and_exit_code(String said, int code, String reason) {
    assertThat(running().ended(said, code).fate()).isEqualTo(new Fate.Ended(reason, code(code)));
  }

  @Test
  void end_out_of_memory_is_known_whatever_the_exit_code_and_the_reason_of_the_pod() {
    assertThat(running().ended("OOMKilled", 143).fate().outOfMemory()).isTrue();
    assertThat(running().ended("OOMKilled", 0).fate().outOfMemory()).isTrue();
    assertThat(running().ended("OOMKilled", 143).phase("Failed").reason("Evicted").fate())
        .isEqualTo(new Fate.Gone("evicted", code(143), true));
    assertThat(running().ended("Error", 143).fate().outOfMemory()).isFalse();
  }

  @Test
  void sign_of_an_end_out_of_memory_outlives_later_observations() {
    Fate killed = new Fate.Ended("OOMKilled", code(143));
    Fate deleted = new Fate.Gone("evicted", code(143));
    Fate ended = new Fate.Ended("exit-code", code(143));

    assertThat(deleted.after(killed).outOfMemory()).isTrue();
    assertThat(killed.after(deleted).outOfMemory()).isTrue();
    assertThat(ended.after(killed).outOfMemory()).isTrue();
    assertThat(new Fate.NeverStarted("x").after(killed).outOfMemory()).isTrue();
    assertThat(deleted.after(ended).outOfMemory()).isFalse();
  }

  @Test
  void end_of_another_container_is_not_the_end_of_spark() {
    assertThat(running().otherContainerEnded(1).fate()).isEqualTo(ALIVE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SPARK_EXECUTOR_ID", "SPARK_DRIVER_BIND_ADDRESS"})
  void spark_container_with_any_name_is_found_by_its_environment(String variable) {
    Pod named =
        new PodBuilder(running().ended("Error", 7).otherContainerEnded(3).pod())
            .editSpec()
            .editFirstContainer()
            .addNewEnv()
            .withName(variable)
            .endEnv()
            .endContainer()
            .endSpec()
            .build();
    assertThat(ExecutorPods.sighting(named).fate()).isEqualTo(new Fate.Ended("exit-code", code(3)));
  }

  @Test
  void pod_that_succeeded_or_failed_is_gone() {
    assertThat(running().ended("Completed", 0).phase("Succeeded").fate())
        .isEqualTo(new Fate.Gone("completed", code(0)));
    assertThat(running().ended("Error", 1).phase("Failed").fate())
        .isEqualTo(new Fate.Gone("exit-code", code(1)));
  }

  @Test
  void evicted_pod_keeps_its_exit_code() {
    assertThat(running().phase("Failed").reason("Evicted").fate())
        .isEqualTo(new Fate.Gone("evicted", Optional.empty()));
    assertThat(running().ended("Error", 143).phase("Failed").reason("Evicted").fate())
        .isEqualTo(new Fate.Gone("evicted", code(143)));
  }

  @ParameterizedTest
  @CsvSource({"NodeLost", "NodeShutdown", "Terminated"})
  void pod_of_a_lost_node_is_node_lost(String said) {
    assertThat(running().phase("Failed").reason(said).fate())
        .isEqualTo(new Fate.Gone("node-lost", Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "DeletionByTaintManager,node-lost: DeletionByTaintManager",
    "DeletionByPodGC,node-lost: DeletionByPodGC",
    "EvictionByEvictionAPI,evicted: EvictionByEvictionAPI",
    "PreemptionByScheduler,evicted: PreemptionByScheduler"
  })
  void pod_deleted_by_the_cluster_has_the_clusters_reason(String said, String reason) {
    assertThat(running().condition("DisruptionTarget", "True", said).deleted())
        .isEqualTo(new Fate.Gone(reason, Optional.empty()));
  }

  @Test
  void pod_deleted_while_running_is_gone() {
    assertThat(running().deleted()).isEqualTo(new Fate.Gone("deleted", Optional.empty()));
    assertThat(running().ended("OOMKilled", 137).deleted())
        .isEqualTo(new Fate.Gone("OOMKilled", code(137)));
  }

  @Test
  void container_unknown_to_the_kubelet_has_no_exit_code() {
    assertThat(running().ended("ContainerStatusUnknown", 137).deleted())
        .isEqualTo(new Fate.Gone("unknown", Optional.empty()));
  }

  @Test
  void pod_deleted_before_its_container_ran_never_started() {
    assertThat(pending().deleted()).isEqualTo(new Fate.NeverStarted("never-started"));
    assertThat(pending().condition("PodScheduled", "False", "Unschedulable").deleted())
        .isEqualTo(new Fate.NeverStarted("never-started: Unschedulable"));
    assertThat(pending().waiting("ImagePullBackOff").deleted())
        .isEqualTo(new Fate.NeverStarted("never-started: ImagePullBackOff"));
    assertThat(pending().initContainerRunning().deleted())
        .isEqualTo(new Fate.NeverStarted("never-started: PodInitializing"));
    assertThat(pending().withoutStatus().deleted())
        .isEqualTo(new Fate.NeverStarted("never-started"));
  }

  @Test
  void container_that_never_ran_never_started_even_if_terminated() {
    assertThat(pending().endedUnmade().phase("Failed").deleted())
        .isInstanceOf(Fate.NeverStarted.class);
    assertThat(pending().ended("StartError", 128).phase("Failed").fate())
        .isInstanceOf(Fate.NeverStarted.class);
  }

  @Test
  void pod_refused_by_its_node_never_started() {
    assertThat(pending().phase("Failed").reason("OutOfcpu").fate())
        .isEqualTo(new Fate.NeverStarted("never-started: OutOfcpu"));
  }

  @Test
  void pod_that_vanished_unseen_is_not_called_never_started() {
    assertThat(ExecutorPods.missed(pending().pod()).fate()).isEqualTo(Fate.Gone.unseen());
    assertThat(ExecutorPods.missed(running().ended("OOMKilled", 137).pod()).fate())
        .isEqualTo(new Fate.Gone("OOMKilled", code(137)));
  }

  @Test
  void pod_without_labels_is_still_reported() {
    assertThat(ExecutorPods.sighting(running().labels(null).pod()).pod().executorId())
        .contains("unknown");
    assertThat(ExecutorPods.sighting(running().labels(Map.of()).pod()).pod().executorId())
        .contains("unknown");
  }

  @Test
  void pod_reason_wins_over_container_reason() {
    assertThat(running().ended("OOMKilled", 137).end()).contains(ended("OOMKilled", code(137)));
    assertThat(running().ended("Error", 143).reason("Evicted").end())
        .contains(ended("evicted", code(143)));
    assertThat(running().ended("Completed", 0).beingDeleted().end())
        .contains(ended("completed", code(0)));
  }

  @Test
  void missing_facts_about_an_ended_container_stay_unknown() {
    assertThat(running().end()).isEmpty();
    assertThat(running().withoutStatus().end()).isEmpty();
    assertThat(running().otherContainerEnded(1).end()).isEmpty();
    assertThat(running().beingDeleted().end()).contains(ended("deleted", Optional.empty()));
    assertThat(running().ended("ContainerStatusUnknown", 137).end())
        .contains(ended("unknown", Optional.empty()));
  }

  @Test
  void reduced_pod_of_an_informer_gives_the_same_result() {
    for (ExecutorPod pod :
        new ExecutorPod[] {
          running().otherContainerEnded(1),
          running().otherContainerEnded(1).ended("OOMKilled", 137),
          pending().condition("PodScheduled", "False", "Unschedulable"),
          pending().withoutStatus().labels(null)
        }) {
      Pod lean = LeanPods.lean(pod.pod());
      assertThat(ExecutorPods.sighting(lean)).isEqualTo(ExecutorPods.sighting(pod.pod()));
      assertThat(ExecutorPods.deleted(lean)).isEqualTo(ExecutorPods.deleted(pod.pod()));
    }
  }

  private static Fate.Ended ended(String reason, Optional<Integer> code) {
    return new Fate.Ended(reason, code);
  }

  private static Optional<Integer> code(int code) {
    return Optional.of(code);
  }
}
