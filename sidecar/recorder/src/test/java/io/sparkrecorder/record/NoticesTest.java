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

/** Whatever becomes of the Events, the recordings are in S3 and the recorder ends well, in time. */
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
  void a_cluster_that_forbids_them_is_named_once() throws Exception {
    cluster.on(_ -> true, new Fault.Answer(403, "Forbidden", "no"));
    String log = drained("kubernetes");
    assertThat(log.lines().filter(line -> line.contains("no Kubernetes Events")))
        .singleElement()
        .asString()
        .contains("apiGroups [events.k8s.io], resources [events], verbs [create]");
  }

  @Test
  void a_cluster_that_hangs_does_not_use_up_the_grace() throws Exception {
    cluster.on(_ -> true, new Fault.Swallow());
    String log = drained("kubernetes");
    assertThat(log.lines().filter(line -> line.contains("no Kubernetes Events"))).hasSize(1);
  }

  @Test
  void with_the_store_as_discovery_the_cluster_is_not_asked() throws Exception {
    String log = drained("store");
    assertThat(log).doesNotContain("WARN");
    assertThat(cluster.requests()).isEmpty();
  }

  /** The log of a driver's recorder that has done its work. */
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
