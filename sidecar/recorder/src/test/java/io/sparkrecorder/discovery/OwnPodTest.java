package io.sparkrecorder.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Checks that the time that a pod may live is read from its object. */
class OwnPodTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void pod_that_is_not_deleted_has_its_grace() {
    OwnPod.TimeOfDeath death =
        OwnPod.timeOfDeath(
            new PodBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(30L)
                .endSpec()
                .build(),
            NOW);

    assertThat(death.grace()).contains(Duration.ofSeconds(30));
    assertThat(death.left()).isEmpty();
  }

  @Test
  void deleted_pod_has_until_its_deletion_timestamp() {
    OwnPod.TimeOfDeath death =
        OwnPod.timeOfDeath(
            new PodBuilder()
                .withNewMetadata()
                .withDeletionTimestamp("2026-01-31T12:00:07Z")
                .endMetadata()
                .build(),
            NOW);

    assertThat(death.left()).contains(Duration.ofSeconds(7));
    assertThat(death.grace()).isEmpty();
  }
}
