package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.marker.Documents;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.ship.MarkerWatch.Look;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkerWatchTest {
  private static final PodRecord POD =
      new PodRecord("executor", Optional.of("1"), "exec-1", "uid-1", Optional.empty());

  @TempDir Path root;
  private final Scratch scratch = Scratch.open(List.of());
  private final PodEntry entry = new PodEntry(POD);
  private AppFolder store;
  private MarkerWatch watch;

  @BeforeEach
  void open() {
    store = AppFolder.of(root, "app-1");
    watch =
        new MarkerWatch(
            store,
            new BlockingCalls("the store", Duration.ofSeconds(10)),
            scratch,
            Deadline.in(Duration.ofMinutes(1)));
  }

  @AfterEach
  void close() {
    scratch.close();
  }

  @Test
  void pod_without_a_marker_is_nothing() {
    assertThat(watch.look(entry)).isEqualTo(new Look.Nothing());
  }

  @Test
  void marker_is_read_again_only_when_it_has_changed() throws IOException {
    write(PodState.RECORDING);
    assertThat(watch.look(entry)).isEqualTo(new Look.Recording());
    assertThat(watch.look(entry)).as("as it was").isEqualTo(new Look.Nothing());

    write(PodState.SEALED);
    assertThat(watch.look(entry)).isInstanceOf(Look.Ended.class);
    assertThat(watch.look(entry)).isEqualTo(new Look.Nothing());
    assertThat(entry.ended()).isTrue();
  }

  @Test
  void marker_that_turns_unreadable_and_readable_again_counts_as_it_is_now() throws IOException {
    write(PodState.RECORDING);
    watch.look(entry);
    Files.writeString(marker(), "{ half");
    assertThat(watch.look(entry)).isInstanceOf(Look.Unreadable.class);
    assertThat(entry.state().trouble()).isPresent();
    assertThat(watch.look(entry)).as("it is looked at again").isInstanceOf(Look.Unreadable.class);

    write(PodState.SEALED);
    assertThat(watch.look(entry)).isInstanceOf(Look.Ended.class);
    assertThat(entry.state().trouble()).isEmpty();
  }

  private Path marker() {
    return root.resolve("app-1").resolve(POD.folder()).resolve("marker.json");
  }

  private void write(PodState state) throws IOException {
    store.pod(POD).write(Documents.bareMarker("app-1", POD, state));
  }
}
