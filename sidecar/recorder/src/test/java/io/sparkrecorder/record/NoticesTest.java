package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether or not Events succeed, the recordings reach S3 and the recorder ends well and in time.
 */
class NoticesTest {
  @TempDir Path root;
  private DriverBed bed;
  private FaultProxy cluster;
  private Map<String, String> executor;

  @BeforeEach
  void open() throws IOException {
    bed = new DriverBed(root);
    cluster = FaultProxy.before(URI.create("http://127.0.0.1:1"));
    executor = bed.sealedExecutor("1", 3, 1_000);
  }

  @AfterEach
  void close() {
    cluster.close();
    bed.close();
  }

  @Test
  void refusal_of_events_is_logged_once() throws Exception {
    cluster.on(_ -> true, new Fault.Answer(403, "Forbidden", "no"));
    String log = drained("kubernetes");
    assertThat(log.lines().filter(line -> line.contains("no Kubernetes Events")))
        .singleElement()
        .asString()
        .contains("apiGroups [events.k8s.io], resources [events], verbs [create]");
  }

  @Test
  void hanging_api_server_does_not_use_up_the_grace() throws Exception {
    cluster.on(_ -> true, new Fault.Swallow());
    String log = drained("kubernetes");
    assertThat(log.lines().filter(line -> line.contains("no Kubernetes Events"))).hasSize(1);
  }

  @Test
  void store_discovery_sends_no_request_to_the_cluster() throws Exception {
    String log = drained("store");
    assertThat(log).doesNotContain("WARN");
    assertThat(cluster.requests()).isEmpty();
  }

  /** The log of a driver's recorder that has finished. */
  private String drained(String discovery) throws IOException {
    try (RecorderProcess driver =
        bed.driver()
            .with("RECORDER_DISCOVERY", discovery)
            .with("KUBERNETES_MASTER", cluster.endpoint().toString())
            .start()) {
      assertThat(driver.drain()).isZero();
      assertThat(bed.objects()).isEqualTo(DriverBed.below("executor-1", executor));
      assertThat(bed.manifest()).isPresent();
      return driver.log();
    }
  }
}
