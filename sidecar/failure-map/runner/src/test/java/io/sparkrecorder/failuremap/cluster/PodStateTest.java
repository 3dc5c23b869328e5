package io.sparkrecorder.failuremap.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.failuremap.outcome.PodEnd;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PodStateTest {
  @Test
  void killed_container_has_its_exit_code_and_reason() {
    Pod pod =
        pod(
            """
            phase: Running
            containerStatuses:
              - {name: sidecar, state: {running: {}}}
              - name: spark-kubernetes-executor
                state: {terminated: {exitCode: 137, reason: OOMKilled}}
            """);

    assertThat(PodState.end(pod)).isEqualTo(new PodEnd(OptionalInt.of(137), "OOMKilled", ""));
    assertThat(PodState.ended(pod)).isFalse();
    assertThat(PodState.obstacle(pod)).isEmpty();
  }

  @Test
  void eviction_has_the_kubelets_message() {
    Pod pod =
        pod(
            """
            phase: Failed
            reason: Evicted
            message: Usage of EmptyDir volume "spark-local-dir-1" exceeds the limit "1Gi".
            """);

    assertThat(PodState.end(pod).disruption())
        .isEqualTo(
            "Evicted: Usage of EmptyDir volume \"spark-local-dir-1\" exceeds the limit \"1Gi\".");
    assertThat(PodState.ended(pod)).isTrue();
  }

  @Test
  void preemption_is_a_disruption() {
    Pod pod =
        pod(
            """
            phase: Running
            conditions:
              - {type: Ready, status: "False"}
              - {type: DisruptionTarget, status: "True", reason: PreemptionByScheduler, message: more important pod}
            """);

    assertThat(PodState.end(pod).disruption())
        .isEqualTo("PreemptionByScheduler: more important pod");
  }

  @Test
  void pod_without_a_node_waits_for_one() {
    Pod pod =
        pod(
            """
            phase: Pending
            conditions:
              - {type: PodScheduled, status: "False", reason: Unschedulable, message: Insufficient memory}
            """);

    assertThat(PodState.obstacle(pod)).contains("Unschedulable: Insufficient memory");
  }

  @Test
  void image_that_cannot_be_pulled_is_an_obstacle_and_one_that_is_pulled_is_none() {
    assertThat(PodState.obstacle(pod(waiting("ImagePullBackOff")))).contains("ImagePullBackOff");
    assertThat(PodState.obstacle(pod(waiting("ContainerCreating")))).isEmpty();
  }

  private static String waiting(String reason) {
    return """
    phase: Pending
    initContainerStatuses:
      - {name: recorder, state: {waiting: {reason: %s}}}
    """
        .formatted(reason);
  }

  private static Pod pod(String status) {
    String yaml = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nstatus:\n" + status.indent(2);
    return Serialization.unmarshal(yaml, Pod.class);
  }
}
