package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import java.util.Map;
import java.util.Optional;

/** An executor's pod in the API server's answer: pending, until a test adds more. */
final class ExecutorPod {
  private static final String SPARK = "spark-kubernetes-executor";

  private PodBuilder pod =
      new PodBuilder()
          .withNewMetadata()
          .withName("job-exec-7")
          .withUid("uid-7")
          .withLabels(Map.of("spark-role", "executor", "spark-exec-id", "7"))
          .endMetadata()
          .withNewSpec()
          .addNewContainer()
          .withName("proxy")
          .endContainer()
          .addNewContainer()
          .withName(SPARK)
          .endContainer()
          .endSpec()
          .withNewStatus()
          .withPhase("Pending")
          .endStatus();

  static ExecutorPod pending() {
    return new ExecutorPod();
  }

  static ExecutorPod running() {
    return pending().node("node-1").phase("Running").spark(runningState(), "containerd://1");
  }

  ExecutorPod node(String name) {
    pod = pod.editSpec().withNodeName(name).endSpec();
    return this;
  }

  ExecutorPod phase(String phase) {
    pod = pod.editStatus().withPhase(phase).endStatus();
    return this;
  }

  ExecutorPod reason(String reason) {
    pod = pod.editStatus().withReason(reason).endStatus();
    return this;
  }

  ExecutorPod condition(String type, String status, String reason) {
    pod =
        pod.editStatus()
            .addToConditions(
                new PodConditionBuilder()
                    .withType(type)
                    .withStatus(status)
                    .withReason(reason)
                    .build())
            .endStatus();
    return this;
  }

  ExecutorPod labels(Map<String, String> labels) {
    pod = pod.editMetadata().withLabels(labels).endMetadata();
    return this;
  }

  ExecutorPod beingDeleted() {
    pod = pod.editMetadata().withDeletionTimestamp("2026-01-31T12:00:00Z").endMetadata();
    return this;
  }

  ExecutorPod withoutStatus() {
    pod = pod.withStatus(null);
    return this;
  }

  ExecutorPod initContainerRunning() {
    pod =
        pod.editStatus()
            .addToInitContainerStatuses(
                new ContainerStatusBuilder()
                    .withName("fetch")
                    .withContainerID("containerd://init")
                    .withState(runningState())
                    .build())
            .endStatus();
    return waiting("PodInitializing");
  }

  ExecutorPod waiting(String reason) {
    return spark(
        new ContainerStateBuilder().withNewWaiting().withReason(reason).endWaiting().build(), "");
  }

  ExecutorPod ended(String reason, int exitCode) {
    return spark(ended(reason, Integer.valueOf(exitCode)), "containerd://1");
  }

  /**
   * Adds the status that a kubelet gives a container that it never created, when it ends the pod.
   */
  ExecutorPod endedUnmade() {
    return spark(ended("ContainerStatusUnknown", Integer.valueOf(137)), "");
  }

  ExecutorPod otherContainerEnded(int exitCode) {
    return container("proxy", ended("Error", Integer.valueOf(exitCode)), "containerd://2");
  }

  Pod pod() {
    return pod.build();
  }

  Fate fate() {
    return ExecutorPods.sighting(pod()).fate();
  }

  Optional<Fate.Ended> end() {
    return ExecutorPods.end(pod());
  }

  Fate deleted() {
    return ExecutorPods.deleted(pod()).fate();
  }

  private ExecutorPod spark(ContainerState state, String id) {
    return container(SPARK, state, id);
  }

  private ExecutorPod container(String name, ContainerState state, String id) {
    pod =
        pod.editStatus()
            .removeMatchingFromContainerStatuses(status -> name.equals(status.getName()))
            .addToContainerStatuses(
                new ContainerStatusBuilder()
                    .withName(name)
                    .withContainerID(id)
                    .withState(state)
                    .build())
            .endStatus();
    return this;
  }

  private static ContainerState runningState() {
    return new ContainerStateBuilder().withNewRunning().endRunning().build();
  }

  private static ContainerState ended(String reason, Integer exitCode) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withReason(reason)
        .withExitCode(exitCode)
        .endTerminated()
        .build();
  }
}
