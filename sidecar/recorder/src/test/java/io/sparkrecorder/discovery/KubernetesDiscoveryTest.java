package io.sparkrecorder.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The discovery with an API server that lists pods and has no watch. */
@Timeout(60)
class KubernetesDiscoveryTest {
  private final Sightings seen = new Sightings();
  private volatile List<String> ids = List.of("1");
  private volatile boolean down;
  private HttpServer api;
  private Cluster cluster;
  private KubernetesDiscovery discovery;

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/", this::answer);
    api.start();
    cluster =
        new Cluster(
            () ->
                new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + api.getAddress().getPort())
                    .build());
    discovery = new KubernetesDiscovery(cluster, "team-a", "app-1");
  }

  @AfterEach
  void close() {
    discovery.close();
    cluster.close();
    api.stop(0);
  }

  @Test
  void pod_with_an_odd_executor_id_hides_no_other() {
    ids = List.of("1", "a..b", "3", "a.b");
    discovery.start(seen);

    assertThat(discovery.refresh()).hasValueSatisfying(uids -> assertThat(uids).hasSize(4));

    assertThat(seen.uids()).containsExactlyInAnyOrder("uid-1", "uid-a--b", "uid-3", "uid-a-b");
    assertThat(seen.pod("uid-a--b").executorId()).contains("unknown");
    assertThat(seen.pod("uid-a-b").executorId()).as("as its recorder writes it").contains("a.b");
  }

  @Test
  void cluster_silent_at_the_end_may_hide_executors() {
    discovery.start(seen);
    await().until(() -> discovery.refresh().isPresent());
    assertThat(discovery.blind()).isEmpty();

    down = true;
    assertThat(discovery.refresh()).isEmpty();
    assertThat(discovery.blind())
        .hasValueSatisfying(why -> assertThat(why).startsWith("not-watched: "));

    down = false;
    assertThat(discovery.refresh()).isPresent();
    assertThat(discovery.blind()).isEmpty();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      if (down || query.contains("watch=true")) {
        exchange.sendResponseHeaders(403, -1);
        return;
      }
      String pods = ids.stream().map(KubernetesDiscoveryTest::pod).collect(Collectors.joining(","));
      byte[] list =
          """
          {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[%s]}
          """
              .formatted(pods)
              .getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, list.length);
      exchange.getResponseBody().write(list);
    }
  }

  private static String pod(String id) {
    return """
        {"metadata":{"name":"exec-%1$s","namespace":"team-a","uid":"uid-%1$s","resourceVersion":"5",
         "labels":{"spark-exec-id":"%2$s"}},
         "spec":{"nodeName":"node-1","containers":[{"name":"spark-kubernetes-executor"}]},
         "status":{"phase":"Running"}}
        """
        .formatted(id.replace('.', '-'), id);
  }
}
