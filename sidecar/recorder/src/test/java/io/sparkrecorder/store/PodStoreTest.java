package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PodStoreTest extends StoreFixture {
  @Test
  void a_file_grows_and_its_checksum_with_it() throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      append(store, "one", "first ");
      append(store, "two", "second");

      assertStored("first second");
      assertThat(store.file("a.jfr").orElseThrow().crc32c()).isEqualTo(crc("first second"));
    }
  }

  @Test
  void what_was_added_is_not_added_again_by_this_one_nor_by_the_next() throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      append(store, "one", "first");
      assertThat(append(store, "one", "first")).isInstanceOf(Added.Before.class);
    }
    try (PodStore next = VolumeStore.open(folder, root)) {
      assertThat(append(next, "one", "first")).isInstanceOf(Added.Before.class);
      append(next, "two", " second");
    }
    assertStored("first second");
  }

  @Test
  void bytes_that_a_kill_left_behind_the_journal_are_cut_off_before_the_file_grows()
      throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      append(store, "one", "first");
    }
    Files.writeString(folder.file("a.jfr"), " half of sec", StandardOpenOption.APPEND);

    try (PodStore next = VolumeStore.open(folder, root)) {
      append(next, "two", " second");
    }

    assertStored("first second");
  }

  @Test
  void a_journal_line_that_a_kill_cut_short_counts_as_not_written() throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      append(store, "one", "first");
      append(store, "two", " second");
    }
    byte[] journal = Files.readAllBytes(folder.filesJournal());
    for (int cut = 1; cut < 40; cut++) {
      Files.write(folder.filesJournal(), java.util.Arrays.copyOf(journal, journal.length - cut));
      try (PodStore next = VolumeStore.open(folder, root)) {
        assertThat(next.knows("one")).isTrue();
        append(next, "two", " second");
        append(next, "three", "!");
      }
      assertStored("first second!");
    }
  }

  @Test
  void what_came_in_halfway_is_cleared_away_at_the_next_start() throws IOException {
    VolumeStore.open(folder, root).close();
    Files.writeString(folder.incoming().resolve("7"), "half");

    VolumeStore.open(folder, root).close();

    try (Stream<Path> left = Files.list(folder.incoming())) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void a_file_is_under_its_name_whole_or_not_at_all() throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      PodStore.Staged staged =
          store.stage(incoming("b.log", "b"), List.of(slice("content")), soon());
      assertThat(folder.file("b.log")).doesNotExist();
      store.place(List.of(staged));
      assertThat(folder.file("b.log")).hasContent("content");
    }
  }

  @Test
  void when_the_time_is_over_what_there_is_is_kept_and_called_torn() throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      Added added =
          store.put(incoming("b.log", "b"), List.of(slice("content")), Deadline.in(Duration.ZERO));
      assertThat(added)
          .isInstanceOfSatisfying(
              Added.Cut.class,
              cut -> {
                assertThat(cut.missing()).isEqualTo(7);
                assertThat(cut.file().state()).isEqualTo(FileState.TORN);
                assertThat(cut.file().note()).hasValue("cut: 0 of the last 7 bytes");
              });
    }
  }

  @Test
  void what_was_cut_once_is_never_taken_for_whole() throws IOException {
    Slice slice = slice("content");
    try (PodStore store = VolumeStore.open(folder, root)) {
      store.append(incoming("a.jfr", "a"), slice, Deadline.in(Duration.ZERO));
      store.put(incoming("b.log", "b"), List.of(slice), Deadline.in(Duration.ZERO));
    }
    try (PodStore next = VolumeStore.open(folder, root)) {
      assertThat(next.holds("a")).isFalse();
      assertThat(next.append(incoming("a.jfr", "a"), slice, soon())).isInstanceOf(Added.Cut.class);
      assertThat(next.holds("b")).isFalse();
      assertThat(next.put(incoming("b.log", "b"), List.of(slice), soon()))
          .isInstanceOf(Added.Whole.class);
      assertThat(folder.file("b.log")).hasContent("content");
    }
  }

  @Test
  void a_damaged_line_of_the_journal_hides_no_other_and_is_counted() throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      append(store, "one", "first");
      append(store, "two", " second");
      store.put(incoming("b.log", "b"), List.of(slice("content")), soon());
    }
    List<String> lines = Files.readAllLines(folder.filesJournal());
    Files.write(folder.filesJournal(), List.of(lines.get(0), "{}", "{\"na", lines.get(2)));

    assertThat(LostFiles.of(folder))
        .extracting(RecordedFile::name)
        .containsExactly("a.jfr", "b.log");
    try (PodStore next = VolumeStore.open(folder, root)) {
      assertThat(next.knows("b")).isTrue();
      assertThat(next.unreadable()).isEqualTo(2);
    }
  }

  @Test
  void a_name_that_is_written_twice_is_two_files() throws IOException {
    for (String name : List.of("b.log", "c/.hidden", "dump.hprof.gz")) {
      try (PodStore store = VolumeStore.open(folder, root)) {
        store.put(incoming(name, name + " one"), List.of(slice("first")), soon());
        store.put(incoming(name, name + " two"), List.of(slice("second")), soon());
      }
    }
    assertThat(LostFiles.of(folder))
        .extracting(RecordedFile::name)
        .containsExactly(
            "b.log", "b~2.log", "c/.hidden", "c/.hidden~2", "dump.hprof.gz", "dump~2.hprof.gz");
    assertThat(folder.file("b.log")).hasContent("first");
    assertThat(folder.file("b~2.log")).hasContent("second");
  }

  @Test
  void two_files_that_are_placed_together_never_get_one_name() throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      store.put(incoming("dump.hprof", "first"), List.of(slice("first")), soon());
      PodStore.Staged again =
          store.stage(incoming("dump.hprof", "second"), List.of(slice("second")), soon());
      PodStore.Staged numbered =
          store.stage(incoming("dump~2.hprof", "third"), List.of(slice("third")), soon());
      store.place(List.of(again, numbered));

      assertThat(store.files())
          .extracting(RecordedFile::name)
          .containsExactly("dump.hprof", "dump~2.hprof", "dump~2~2.hprof");
    }
    assertThat(folder.file("dump~2.hprof")).hasContent("second");
    assertThat(folder.file("dump~2~2.hprof")).hasContent("third");
  }

  @Test
  void file_and_folder_of_one_name_are_both_kept_in_either_order() throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      store.put(incoming("a", "1"), List.of(slice("file a")), soon());
      store.put(incoming("a/b/c.log", "2"), List.of(slice("c")), soon());
      store.put(incoming("a~2", "3"), List.of(slice("file a~2")), soon());
      store.append(incoming("a/b/c.jfr", "4"), slice("grown"), soon());
      store.append(incoming("a/b/c.jfr", "5"), slice(" more"), soon());
    }
    assertThat(folder.file("a")).hasContent("file a");
    assertThat(folder.file("a~2/b/c.log")).hasContent("c");
    assertThat(folder.file("a~2~2")).hasContent("file a~2");
    assertThat(folder.file("a~2/b/c.jfr")).hasContent("grown more");
  }

  @Test
  void recording_never_grows_at_the_end_of_a_file_that_was_placed() throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      store.put(incoming("a.jfr", "plain"), List.of(slice("plain file")), soon());
      append(store, "one", "first");
    }
    try (PodStore store = VolumeStore.open(folder, root)) {
      append(store, "two", " second");
    }
    assertThat(folder.file("a.jfr")).hasContent("plain file");
    assertThat(folder.file("a~2.jfr")).hasContent("first second");
  }

  @Test
  void file_that_changed_while_it_was_copied_is_torn_and_no_other_replaces_it() throws IOException {
    try (PodStore store = VolumeStore.open(folder, root)) {
      store.put(incoming("run.undo", "1"), List.of(slice("first")), soon());
      store.changed("1");
      store.put(incoming("run.undo", "2"), List.of(slice("second")), soon());
    }
    try (PodStore store = VolumeStore.open(folder, root)) {
      assertThat(store.files())
          .extracting(RecordedFile::name, RecordedFile::state)
          .containsExactly(tuple("run.undo", FileState.TORN), tuple("run~2.undo", FileState.WHOLE));
    }
    assertThat(folder.file("run.undo")).hasContent("first");
    assertThat(folder.file("run~2.undo")).hasContent("second");
  }

  private static Crc32c crc(String text) {
    return Crc32c.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private void assertStored(String content) throws IOException {
    assertThat(folder.file("a.jfr")).hasContent(content);
    try (PodStore reader = VolumeStore.open(folder, root)) {
      RecordedFile file = reader.file("a.jfr").orElseThrow();
      assertThat(file.bytes()).isEqualTo(content.length());
      assertThat(file.crc32c()).isEqualTo(crc(content));
    }
  }
}
