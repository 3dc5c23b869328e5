package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.HttpRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The deadline is the pod's: the API server's value counts if it is earlier than the setting. */
@Isolated("short graces: beside tests that start many processes they would end too soon")
class ShortGraceTest {
  @TempDir Path root;
  private DriverBed bed;
  private HttpServer api;

  /** Fields of the pod's metadata and spec, as the API server returns them. */
  private volatile String metadata = "";

  private volatile String spec = "";

  @BeforeEach
  void open() throws IOException {
    bed = new DriverBed(root);
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    api.createContext("/", this::answer);
    api.start();
  }

  @AfterEach
  void close() {
    api.stop(0);
    bed.close();
  }

  @Test
  void pod_deleted_during_the_drain_ends_before_its_deletion_timestamp() throws Exception {
    bed.proxy().on(ShortGraceTest::isFile, new Fault.Swallow());
    try (RecorderProcess driver = driver().start()) {
      Contents.write(driver.spool(), 3, 1_000);
      driver.sigterm();
      await("the drain goes on").until(() -> bed.manifest().isPresent());
      metadata =
          ",\"deletionTimestamp\":\"%s\",\"deletionGracePeriodSeconds\":15"
              .formatted(Instant.now().plusSeconds(15).truncatedTo(ChronoUnit.SECONDS));
      long begin = System.nanoTime();

      assertThat(driver.awaitExit()).isZero();

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(16));
      assertThat(driver.log()).contains("this pod is killed earlier than RECORDER_GRACE says");
      assertLast(bed.manifest().orElseThrow());
    }
  }

  @Test
  void recorder_keeps_to_the_pods_grace_if_its_setting_is_longer() throws Exception {
    spec = "\"terminationGracePeriodSeconds\":20";
    bed.proxy().on(ShortGraceTest::isFile, new Fault.Swallow());
    try (RecorderProcess driver = driver().start()) {
      Contents.write(driver.spool(), 3, 1_000);
      long begin = System.nanoTime();

      assertThat(driver.drain()).isZero();

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(21));
      assertLast(bed.manifest().orElseThrow());
    }
  }

  private static void assertLast(Manifest manifest) {
    assertThat(manifest.complete()).isFalse();
    assertThat(manifest.reason().orElse("")).doesNotStartWith("provisional");
  }

  private RecorderProcess driver() throws IOException {
    return bed.driver()
        .with("RECORDER_DISCOVERY", "kubernetes")
        .with("KUBERNETES_MASTER", "http://127.0.0.1:" + api.getAddress().getPort())
        .with("RECORDER_GRACE", "55s");
  }

  private static boolean isFile(HttpRequest request) {
    return request.isPutObject() && !request.target().contains("/manifest.json");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    boolean own = path.contains("/pods/pod-driver");
    boolean watch = path.contains("watch=true");
    String body =
        own
            ? ("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"pod-driver\","
                    + "\"uid\":\"uid-driver\"%s},\"spec\":{%s},\"status\":{\"phase\":\"Running\"}}")
                .formatted(metadata, spec)
            : "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"},"
                + "\"items\":[]}";
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    byte[] bytes = watch ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, watch ? -1 : bytes.length);
    if (!watch) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
