package io.sparkrecorder.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.store.AppFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreDiscoveryTest {
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir Path root;
  private final Sightings seen = new Sightings();
  private AppFolder app;
  private StoreDiscovery discovery;

  @BeforeEach
  void folder() {
    app = AppFolder.of(root, "app-1");
  }

  @AfterEach
  void close() {
    discovery.close();
  }

  @Test
  void a_pod_that_announces_itself_is_told_of_once() throws IOException {
    start(SOON);
    announce("1");
    await().until(() -> seen.of("uid-1").contains(new Fate.Alive()));
    announce("2");
    await().until(() -> seen.of("uid-2").contains(new Fate.Alive()));
    assertThat(seen.of("uid-1")).hasSize(1);
  }

  @Test
  void a_malformed_marker_hides_no_other_and_is_read_again() throws IOException {
    for (int id = 1; id <= 9; id++) {
      announce(Integer.toString(id));
    }
    Path marker = app.path().resolve("executor-5.uid-5/marker.json");
    Files.writeString(marker, "{\"version\":");
    start(SOON);
    await().until(() -> seen.uids().size() == 8);
    announce("5");
    await().until(() -> seen.uids().contains("uid-5"));
  }

  @Test
  void a_store_that_is_not_there_yet_is_waited_for() throws IOException {
    start(SOON);
    assertThat(seen.uids()).isEmpty();
    announce("1");
    await().until(() -> seen.uids().contains("uid-1"));
  }

  @Test
  void a_refresh_sees_at_once_and_cannot_say_what_is_gone() throws IOException {
    start(NEVER);
    announce("1");
    assertThat(discovery.refresh()).isEmpty();
    assertThat(seen.uids()).containsExactly("uid-1");
  }

  @Test
  void after_close_nothing_is_told() throws IOException {
    start(SOON);
    announce("1");
    await().until(() -> seen.uids().contains("uid-1"));
    discovery.close();
    announce("2");
    await().during(SOON.multipliedBy(10)).until(() -> !seen.uids().contains("uid-2"));
  }

  private void start(Duration interval) {
    discovery = new StoreDiscovery(app, interval);
    discovery.start(seen);
  }

  private void announce(String id) throws IOException {
    PodRecord pod =
        new PodRecord("executor", Optional.of(id), "exec-" + id, "uid-" + id, Optional.empty());
    app.pod(pod)
        .write(
            new Marker(
                "app-1",
                "default",
                pod,
                PodState.RECORDING,
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of()));
  }
}
