package io.sparkrecorder.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.config.Role;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.time.Deadline;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks that an API server that refuses Events costs one line in the log. */
class PodEventsTest {
  private static final PodIdentity POD =
      new PodIdentity(
          "app", "team-a", Role.DRIVER, Optional.empty(), "pi-driver", "uid-1", Optional.empty());
  private static final PodEvent EVENT =
      new PodEvent(PodEvent.Type.NORMAL, "RecordingsUploading", "Upload", "something");

  private final FaultProxy server = FaultProxy.before(URI.create("http://127.0.0.1:1"));
  private final Cluster cluster = new Cluster(this::config);
  private final PodEvents events = new PodEvents(cluster, POD, Clock.systemUTC());

  @AfterEach
  void close() {
    server.close();
    cluster.close();
  }

  @Test
  void missing_role_is_named_once() throws Exception {
    server.on(_ -> true, new Fault.Answer(403, "Forbidden", "no"));
    try (StandardError said = new StandardError()) {
      events.tell(EVENT);
      events.tell(EVENT);
      events.finish(Deadline.in(Duration.ofSeconds(30)));
      assertThat(server.requests())
          .as("each was tried, for rights may be given while the job runs")
          .extracting(request -> request.method() + " " + request.target())
          .containsExactly(
              "POST /apis/events.k8s.io/v1/namespaces/team-a/events",
              "POST /apis/events.k8s.io/v1/namespaces/team-a/events");
      assertThat(said.count("apiGroups [events.k8s.io], resources [events], verbs [create]"))
          .isEqualTo(1);
      assertThat(said.count("WARN")).isEqualTo(1);
      assertThat(said.count("Exception")).as("stack traces").isZero();
    }
  }

  @Test
  @Timeout(60)
  void wait_for_a_hanging_server_ends_at_its_limit() throws Exception {
    server.on(_ -> true, new Fault.Swallow());
    try (StandardError said = new StandardError()) {
      events.tell(EVENT);
      events.tell(EVENT);
      await().until(() -> !server.requests().isEmpty());
      events.finish(Deadline.in(Duration.ofMillis(100)));
      assertThat(said.count("the Kubernetes API did not answer in time")).isEqualTo(1);
      assertThat(said.count("WARN")).isEqualTo(1);
    }
    assertThat(server.requests()).as("the second was not begun").hasSize(1);
  }

  @Test
  void event_after_the_end_is_dropped() throws Exception {
    events.finish(Deadline.in(Duration.ZERO));
    events.tell(EVENT);
    assertThat(server.requests()).isEmpty();
  }

  private Config config() {
    return new ConfigBuilder(Config.empty()).withMasterUrl(server.endpoint().toString()).build();
  }
}
