package io.sparkrecorder.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingClusterTest {
  private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

  static {
    REQUESTS.setLevel(Level.WARNING);
  }

  @TempDir private Path folder;
  private final TrainingCluster cluster = new TrainingCluster();
  private KubernetesClient recorder;
  private List<String> described;

  @BeforeEach
  void describe() throws IOException {
    cluster.describe(folder);
    described = List.of(Files.readString(folder.resolve("cluster")).strip().split(" "));
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("https://localhost:" + described.getFirst())
            .withCaCertFile(folder.resolve("ca.crt").toString())
            .withNamespace("training")
            .build();
    recorder = new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterEach
  void close() {
    recorder.close();
    cluster.close();
  }

  @Test
  void pods_have_the_uids_that_are_written() {
    List<Pod> executors = recorder.pods().withLabel("spark-role", "executor").list().getItems();
    assertThat(executors)
        .singleElement()
        .extracting(TrainingClusterTest::uid)
        .isEqualTo(described.get(3));
    assertThat(uid(recorder.pods().withName("training-driver").get())).isEqualTo(described.get(2));
  }

  @Test
  void watch_reports_the_end_of_the_executor() throws InterruptedException {
    List<String> phases = new CopyOnWriteArrayList<>();
    try (var _ = recorder.pods().withLabel("spark-role", "executor").watch(new Phases(phases))) {
      cluster.awaitWatch();
      cluster.endExecutor();
      await().untilAsserted(() -> assertThat(phases).contains("Succeeded"));
    }
  }

  @Test
  void events_are_accepted() {
    var event =
        new EventBuilder().withNewMetadata().withName("one").endMetadata().withReason("R").build();
    recorder.resource(event).create();
    assertThat(recorder.events().v1().events().withName("one").get().getReason()).isEqualTo("R");
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  private record Phases(List<String> seen) implements Watcher<Pod> {
    @Override
    public void eventReceived(Action action, Pod pod) {
      seen.add(pod.getStatus().getPhase());
    }

    @Override
    public void onClose(WatcherException cause) {}
  }
}
