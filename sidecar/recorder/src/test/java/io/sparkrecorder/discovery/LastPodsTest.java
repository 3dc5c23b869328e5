package io.sparkrecorder.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.marker.PodRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers of an API server decide whether an application may still run. */
class LastPodsTest {
  private static final PodRecord DRIVER =
      new PodRecord("driver", Optional.empty(), "notebook", "uid-d", Optional.empty());

  private HttpServer api;
  private Cluster cluster;
  private List<Pod> labelled = List.of();
  private Optional<Pod> named = Optional.empty();
  private int status = 200;

  @BeforeEach
  void open() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/", this::answer);
    api.start();
    String url = "http://127.0.0.1:" + api.getAddress().getPort();
    cluster = new Cluster(() -> new ConfigBuilder().withMasterUrl(url).build());
  }

  @AfterEach
  void close() {
    cluster.close();
    api.stop(0);
  }

  @Test
  void driver_without_the_applications_label_lives_while_its_pod_runs() {
    named = Optional.of(pod("notebook", "uid-d", "Running"));

    assertThat(look(DRIVER).living()).contains("notebook");
  }

  @Test
  void later_pod_of_the_same_name_is_not_the_driver() {
    named = Optional.of(pod("notebook", "uid-other", "Running"));

    assertThat(look(DRIVER).living()).isEmpty();
  }

  @Test
  void driver_that_is_gone_does_not_live() {
    assertThat(look(DRIVER)).isEqualTo(new LastPods(Map.of(), List.of(), Optional.empty()));
  }

  @Test
  void ended_executor_is_known_though_it_left_nothing() {
    labelled =
        List.of(
            new PodBuilder(pod("job-exec-7", "uid-7", "Failed"))
                .editMetadata()
                .withLabels(Map.of("spark-role", "executor", "spark-exec-id", "7"))
                .endMetadata()
                .build());

    LastPods seen = look();

    assertThat(seen.living()).isEmpty();
    assertThat(seen.executors())
        .extracting(sighting -> sighting.pod().folder())
        .containsExactly("executor-7.uid-7");
  }

  @Test
  void pod_lives_until_its_deletion_is_overdue() {
    labelled = List.of(deleted(Duration.ofMinutes(9)));
    assertThat(look().living()).contains("job-driver");

    labelled = List.of(deleted(Duration.ofMinutes(11)));
    assertThat(look().living()).isEmpty();
  }

  @Test
  void server_that_refuses_tells_nothing() {
    status = 403;

    assertThatThrownBy(this::look)
        .isInstanceOfSatisfying(
            RuntimeException.class,
            refusal -> assertThat(LastPods.why(refusal)).contains("may not list pods"));
  }

  private LastPods look(PodRecord... unsealed) {
    return LastPods.of(cluster, "team-a", "app-1", List.of(unsealed));
  }

  private static Pod deleted(Duration ago) {
    String at = Instant.now().minus(ago).truncatedTo(ChronoUnit.SECONDS).toString();
    return new PodBuilder(pod("job-driver", "uid-d", "Running"))
        .editMetadata()
        .withDeletionTimestamp(at)
        .endMetadata()
        .build();
  }

  private static Pod pod(String name, String uid, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withUid(uid)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  private void answer(HttpExchange exchange) throws IOException {
    boolean list = exchange.getRequestURI().getPath().endsWith("/pods");
    Optional<Object> found =
        list
            ? Optional.of(
                new PodListBuilder().withNewMetadata().endMetadata().withItems(labelled).build())
            : named.map(Object.class::cast);
    byte[] body = found.map(Serialization::asJson).orElse("{}").getBytes(UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(found.isPresent() ? status : 404, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
