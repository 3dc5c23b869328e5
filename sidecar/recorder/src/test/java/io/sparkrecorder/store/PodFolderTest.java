package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodFolderTest {
  private static final PodRecord POD =
      new PodRecord("executor", Optional.of("1"), "exec-1", "uid-1", Optional.empty());

  @TempDir Path folder;
  private Path root;
  private PodFolder place;

  @BeforeEach
  void open() throws IOException {
    root = folder.toRealPath();
    place = AppFolder.of(root, "app-1").pod(POD);
  }

  @Test
  void pod_that_left_nothing_has_neither_marker_nor_identity() throws IOException {
    assertThat(place.root()).isEqualTo(root);
    assertThat(place.marker()).isEmpty();
    assertThat(place.version()).isEmpty();
    assertThat(place.identity()).isEmpty();
  }

  @Test
  void marker_reads_as_it_was_written_and_changes_its_version() throws IOException {
    Marker first = marker("app-1", POD);
    place.write(first);
    Optional<String> version = place.version();

    assertThat(place.marker()).contains(first);
    place.write(first);
    assertThat(place.version()).isPresent().isNotEqualTo(version);
  }

  @Test
  void folder_tells_whose_it_is_without_a_marker() throws IOException {
    Files.createDirectories(place.path());

    assertThat(place.identity())
        .get()
        .satisfies(it -> assertThat(it.uid()).isEqualTo("uid-1"))
        .satisfies(it -> assertThat(it.folder()).isEqualTo(POD.folder()));
  }

  @Test
  void file_in_the_place_of_the_folder_is_no_pod() throws IOException {
    Files.createDirectories(SafeFiles.parent(place.path()));
    Files.createFile(place.path());

    assertThat(place.identity()).isEmpty();
  }

  @Test
  void marker_of_another_application_or_pod_is_malformed() throws IOException {
    place.write(marker("app-2", POD));
    assertThatExceptionOfType(MalformedDocument.class)
        .isThrownBy(place::marker)
        .withMessageContaining("app-2");

    PodRecord other =
        new PodRecord("executor", Optional.of("2"), "exec-2", "uid-2", Optional.empty());
    place.write(marker("app-1", other));
    assertThatExceptionOfType(MalformedDocument.class)
        .isThrownBy(place::marker)
        .withMessageContaining("executor-2.uid-2");
  }

  private static Marker marker(String app, PodRecord pod) {
    return new Marker(
        app,
        "team-a",
        pod,
        PodState.RECORDING,
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of());
  }
}
