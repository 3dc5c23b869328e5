package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LostFilesTest extends StoreFixture {
  @Test
  void pod_without_a_journal_has_no_files() throws IOException {
    Files.createDirectories(folder.path());

    assertThat(LostFiles.of(folder)).isEmpty();
  }

  @Test
  void files_are_known_without_a_marker_while_the_recorder_runs() throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      append(store, "one", "first");
      store.put(incoming("b.log", "b"), List.of(slice("content")), soon());

      assertThat(LostFiles.of(folder))
          .extracting(RecordedFile::name)
          .containsExactly("a.jfr", "b.log");
    }
  }

  @Test
  void file_that_grew_until_its_pod_was_lost_is_not_whole() throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      append(store, "one", "first");
      store.put(incoming("b.log", "b"), List.of(slice("content")), soon());
    }
    assertThat(LostFiles.of(folder))
        .extracting(RecordedFile::state)
        .containsExactly(FileState.SALVAGED, FileState.WHOLE);
    assertThat(LostFiles.of(folder).getFirst().note())
        .hasValueSatisfying(note -> assertThat(note).startsWith("its pod was lost while it grew"));
  }

  @Test
  void growing_file_has_its_last_size_and_a_torn_one_stays_torn() throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      append(store, "one", "first");
      append(store, "two", " second");
      store.append(incoming("c.jfr", "three"), slice("cut"), Deadline.in(Duration.ZERO));
    }
    assertThat(LostFiles.of(folder)).extracting(RecordedFile::bytes).containsExactly(12L, 0L);
    assertThat(LostFiles.of(folder).getLast().state()).isEqualTo(FileState.TORN);
    assertThat(LostFiles.of(folder).getLast().note()).hasValue("cut: 0 of the last 3 bytes");
  }
}
