package io.sparkrecorder.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.Documents;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.store.AppFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void announced_pod_is_reported_once() throws IOException {
    // A look between the folder and its marker would report the pod by the folder's name first.
    discovery = new StoreDiscovery(app, SOON, NEVER);
    discovery.start(seen);
    announce("1");
    await().until(() -> seen.of("uid-1").contains(new Fate.Alive()));
    announce("2");
    await().until(() -> seen.of("uid-2").contains(new Fate.Alive()));
    assertThat(seen.of("uid-1")).hasSize(1);
  }

  @Test
  void malformed_marker_hides_no_other_and_is_read_again() throws IOException {
    for (int id = 1; id <= 9; id++) {
      announce(Integer.toString(id));
    }
    Path marker = app.path().resolve("executor-5.uid-5/marker.json");
    Files.writeString(marker, "{\"version\":");
    start(SOON);
    await().until(() -> seen.uids().size() == 9);
    assertThat(seen.pod("uid-5").pod())
        .as("no more is known than the folder says")
        .isEqualTo("executor-5");
    announce("5");
    await().until(() -> seen.pod("uid-5").pod().equals("exec-5"));
  }

  @Test
  void store_that_appears_later_is_found() throws IOException {
    start(SOON);
    assertThat(seen.uids()).isEmpty();
    announce("1");
    await().until(() -> seen.uids().contains("uid-1"));
  }

  @Test
  void refresh_reports_at_once_but_cannot_tell_which_pods_are_gone() throws IOException {
    start(NEVER);
    announce("1");
    assertThat(discovery.refresh()).isEmpty();
    assertThat(seen.uids()).containsExactly("uid-1");
  }

  @Test
  void nothing_is_reported_after_close() throws IOException {
    start(SOON);
    announce("1");
    await().until(() -> seen.uids().contains("uid-1"));
    discovery.close();
    announce("2");
    await().during(SOON.multipliedBy(10)).until(() -> !seen.uids().contains("uid-2"));
  }

  @Test
  void folder_without_marker_is_reported_by_its_name_after_a_while() throws IOException {
    Files.createDirectories(app.path().resolve("executor-2.uid-2/.recorder"));
    start(SOON);
    await().until(() -> seen.of("uid-2").contains(new Fate.Alive()));
    assertThat(seen.pod("uid-2").label()).isEqualTo("executor-2");

    announce("2");

    await().until(() -> seen.pod("uid-2").pod().equals("exec-2"));
    await().during(SOON.multipliedBy(10)).until(() -> seen.of("uid-2").size() == 2);
  }

  @Test
  void folder_without_marker_is_given_time_to_announce_its_pod() throws IOException {
    Files.createDirectories(app.path().resolve("executor-2.uid-2"));
    discovery = new StoreDiscovery(app, SOON, NEVER);
    discovery.start(seen);
    await().during(SOON.multipliedBy(10)).until(() -> seen.uids().isEmpty());

    discovery.refresh();

    assertThat(seen.uids()).as("the last look waits for nothing").containsExactly("uid-2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pipe",
        "link",
        "folder",
        "{}",
        "[[[[[[",
        "null",
        "other pod",
        "60 MiB",
        "NUL in the role",
        "folder is a link",
        "folder is a pipe"
      })
  void unreadable_folder_is_reported_and_hides_no_other(String what) throws Exception {
    for (String id : List.of("1", "2", "3")) {
      announce(id);
    }
    spoil(app.path().resolve("executor-2.uid-2"), what);

    start(SOON);

    await().until(() -> seen.uids().equals(Set.of("uid-1", "uid-2", "uid-3")));
    assertThat(seen.pod("uid-2").folder()).isEqualTo("executor-2.uid-2");
    announce("4");
    await().until(() -> seen.uids().contains("uid-4"));
  }

  @Test
  void file_among_the_folders_is_not_a_pod() throws IOException {
    announce("1");
    Files.createFile(app.path().resolve("executor-1.tar"));
    start(SOON);
    await().until(() -> seen.uids().contains("uid-1"));

    discovery.refresh();

    assertThat(seen.uids()).containsExactly("uid-1");
  }

  @Test
  void exception_of_a_listener_does_not_end_the_watch() throws IOException {
    AtomicInteger failures = new AtomicInteger();
    discovery = new StoreDiscovery(app, SOON, SOON);
    discovery.start(
        sighting -> {
          if (failures.incrementAndGet() < 5) {
            throw new StackOverflowError("a listener's");
          }
          seen.accept(sighting);
        });
    announce("1");
    await().until(() -> seen.uids().contains("uid-1"));
    announce("2");
    await().until(() -> seen.uids().contains("uid-2"));
  }

  @Test
  void failed_scan_is_not_the_last() throws IOException {
    Duration overflow = Duration.ofDays(1_000_000);
    Files.createDirectories(app.path().resolve("executor-1.uid-1"));
    discovery = new StoreDiscovery(app, SOON, overflow);
    discovery.start(seen);
    await().during(SOON.multipliedBy(5)).until(() -> seen.uids().isEmpty());
    announce("1");
    await().until(() -> seen.uids().contains("uid-1"));
  }

  private void spoil(Path folder, String what) throws Exception {
    Path marker = folder.resolve("marker.json");
    switch (what) {
      case "pipe" -> {
        Files.delete(marker);
        pipe(marker);
      }
      case "link" -> Files.createSymbolicLink(marker, Files.move(marker, root.resolve("moved")));
      case "folder" -> {
        Files.delete(marker);
        Files.createDirectory(marker);
      }
      case "other pod" ->
          Files.copy(
              folder.resolveSibling("executor-1.uid-1/marker.json"),
              marker,
              StandardCopyOption.REPLACE_EXISTING);
      case "60 MiB" -> {
        try (RandomAccessFile large = new RandomAccessFile(marker.toFile(), "rw")) {
          large.setLength(60L << 20);
        }
      }
      case "NUL in the role" ->
          Files.writeString(
              marker, Files.readString(marker).replace("executor", "exe\\u0000cutor"));
      case "folder is a link" ->
          Files.createSymbolicLink(folder, Files.move(folder, root.resolve("moved")));
      case "folder is a pipe" -> {
        Files.delete(marker);
        Files.delete(folder);
        pipe(folder);
      }
      default -> Files.writeString(marker, what);
    }
  }

  private static void pipe(Path place) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", place.toString()).start().waitFor()).isZero();
  }

  private void start(Duration interval) {
    discovery = new StoreDiscovery(app, interval, SOON);
    discovery.start(seen);
  }

  private void announce(String id) throws IOException {
    PodRecord pod =
        new PodRecord("executor", Optional.of(id), "exec-" + id, "uid-" + id, Optional.empty());
    app.pod(pod).write(Documents.bareMarker("app-1", pod, PodState.RECORDING));
  }
}
