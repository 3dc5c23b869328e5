package io.sparkrecorder.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.config.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  @Test
  void node_clock_that_is_ahead_does_not_shorten_the_time() throws Exception {
    Duration left = left(Duration.ofMinutes(5));

    assertThat(left).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(21));
  }

  @Test
  void node_clock_that_is_behind_does_not_lengthen_the_time() throws Exception {
    Duration left = left(Duration.ofMinutes(-5));

    assertThat(left).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(21));
  }

  /** The time left of a pod that dies in 20 s, seen by a node whose clock is off. */
  private static Duration left(Duration off) throws Exception {
    HttpServer api =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/", OwnPodTest::answer);
    api.start();
    CompletableFuture<Duration> left = new CompletableFuture<>();
    String url = "http://127.0.0.1:" + api.getAddress().getPort();
    try (Cluster cluster =
            new Cluster(
                () -> new ConfigBuilder().withMasterUrl(url).build(),
                Clock.offset(Clock.systemUTC(), off));
        OwnPod _ =
            OwnPod.ended(
                cluster,
                new PodIdentity(
                    "app-1",
                    "team-a",
                    Role.DRIVER,
                    Optional.empty(),
                    "pod",
                    "uid",
                    Optional.empty()),
                death -> left.complete(death.left().orElseThrow()))) {
      return left.get(30, TimeUnit.SECONDS);
    } finally {
      api.stop(0);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    Instant death = Instant.now().plusSeconds(20);
    byte[] pod =
        Serialization.asJson(
                new PodBuilder()
                    .withNewMetadata()
                    .withName("pod")
                    .withUid("uid")
                    .withDeletionTimestamp(death.truncatedTo(ChronoUnit.SECONDS).toString())
                    .endMetadata()
                    .build())
            .getBytes(UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, pod.length);
      exchange.getResponseBody().write(pod);
    }
  }
}
