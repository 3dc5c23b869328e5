package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks the files that wait for their upload: a growing file in parts that end with chunks, others
 * as links.
 */
class OutboxTest {
  private static final int MIB = 1 << 20;
  private static final long ROLL = 64 * MIB;

  @TempDir Path root;
  private PodFolder folder;

  @BeforeEach
  void folder() {
    folder = new PodFolder(root.resolve("executor-1.uid"));
  }

  @Test
  void a_part_ends_with_the_chunk_that_fills_it_and_the_next_begins_behind_that()
      throws IOException {
    byte[] first = random(3 * MIB, 1);
    byte[] second = random(4 * MIB, 2);
    byte[] third = random(MIB, 3);
    try (Outbox outbox = Outbox.open(folder, ROLL)) {
      append(outbox, "one", first);
      assertThat(outbox.parts("a.jfr")).singleElement().matches(part -> !part.full());
      append(outbox, "two", second);
      append(outbox, "three", third);

      assertThat(outbox.parts("a.jfr"))
          .containsExactly(
              new Part(1, 0, 7L * MIB, Crc32c.of(joined(first, second)), true),
              new Part(2, 7L * MIB, MIB, Crc32c.of(third), false));
      assertThat(folder.file("a.jfr")).hasBinaryContent(joined(joined(first, second), third));
    }
  }

  @Test
  void next_recorder_cuts_same_parts_and_drops_half_a_chunk() throws IOException {
    byte[] first = random(6 * MIB, 1);
    byte[] second = random(MIB, 2);
    byte[] third = random(MIB, 3);
    List<Part> before;
    try (Outbox outbox = Outbox.open(folder, ROLL)) {
      append(outbox, "one", first);
      append(outbox, "two", second);
      before = outbox.parts("a.jfr");
    }
    Files.write(
        folder.file("a.jfr"),
        "half of a chunk".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        StandardOpenOption.APPEND);

    try (Outbox next = Outbox.open(folder, ROLL)) {
      assertThat(next.parts("a.jfr")).isEqualTo(before);
      assertThat(append(next, "two", second)).isInstanceOf(Added.Before.class);
      append(next, "three", third);

      assertThat(folder.file("a.jfr")).hasBinaryContent(joined(first, joined(second, third)));
      assertThat(next.file("a.jfr").orElseThrow().crc32c())
          .isEqualTo(Crc32c.of(joined(first, joined(second, third))));
    }
  }

  @Test
  void sent_piece_leaves_the_spool_and_what_follows_is_a_new_piece() throws IOException {
    byte[] first = random(100, 1);
    byte[] second = random(100, 2);
    try (Outbox outbox = Outbox.open(folder, ROLL)) {
      append(outbox, "one", first);
      outbox.sent("a.jfr");
      append(outbox, "two", second);

      assertThat(folder.file("a.jfr")).doesNotExist();
      assertThat(outbox.nameOf("two")).contains("a~0002.jfr");
      assertThat(folder.file("a~0002.jfr")).hasBinaryContent(second);
    }
  }

  @Test
  void piece_of_the_roll_size_is_closed_and_the_next_run_knows_its_chunks() throws IOException {
    byte[] first = random(3 * MIB, 1);
    byte[] second = random(3 * MIB, 2);
    byte[] third = random(MIB, 3);
    try (Outbox outbox = Outbox.open(folder, 5 * MIB)) {
      append(outbox, "one", first);
      assertThat(outbox.isClosed("a.jfr")).isFalse();
      append(outbox, "two", second);
      assertThat(outbox.isClosed("a.jfr")).isTrue();
    }

    try (Outbox next = Outbox.open(folder, 5 * MIB)) {
      assertThat(append(next, "one", first)).isInstanceOf(Added.Before.class);
      append(next, "three", third);

      assertThat(next.isClosed("a.jfr")).isTrue();
      assertThat(folder.file("a.jfr")).hasBinaryContent(joined(first, second));
      assertThat(folder.file("a~0002.jfr")).hasBinaryContent(third);
      assertThat(next.isClosed("a~0002.jfr")).isFalse();
    }
  }

  @Test
  void pieces_sort_by_name_and_their_notes_say_which_is_which() throws IOException {
    try (Outbox outbox = Outbox.open(folder, ROLL)) {
      for (int piece = 1; piece <= 12; piece++) {
        append(outbox, "chunk " + piece, random(10, piece));
        outbox.closePiece(piece == 1 ? "a.jfr" : "a~%04d.jfr".formatted(piece));
      }
      outbox.judge("a.jfr", FileState.SALVAGED, "its last chunk cannot be read");

      List<RecordedFile> files = List.copyOf(outbox.files());
      assertThat(files).extracting(RecordedFile::name).hasSize(12).isSorted();
      assertThat(files.getFirst().note()).contains("piece 1 of 12, continues in a~0002.jfr");
      assertThat(files.get(10).note()).contains("piece 11 of 12, continues in a~0012.jfr");
      assertThat(files.getLast().note()).contains("piece 12 of 12; its last chunk cannot be read");
      assertThat(files.getLast().state()).isEqualTo(FileState.SALVAGED);
      assertThat(files.getFirst().state()).isEqualTo(FileState.WHOLE);
    }
  }

  @Test
  void piece_that_takes_more_than_the_room_that_is_left_is_closed() throws IOException {
    long[] room = {7 * MIB};
    try (Outbox outbox = Outbox.open(folder, ROLL, () -> room[0])) {
      append(outbox, "one", random(6 * MIB, 1));
      outbox.makeRoom();
      assertThat(outbox.isClosed("a.jfr")).as("closed with room left").isFalse();
      room[0] = 5 * MIB;
      outbox.makeRoom();
      assertThat(outbox.isClosed("a.jfr")).isTrue();

      append(outbox, "two", random(MIB, 2));
      room[0] = 0;
      outbox.makeRoom();
      assertThat(outbox.isClosed("a~0002.jfr")).as("closed, though it is small").isFalse();
    }
  }

  @Test
  void recording_of_one_piece_has_no_note() throws IOException {
    try (Outbox outbox = Outbox.open(folder, ROLL)) {
      append(outbox, "one", random(10, 1));

      assertThat(outbox.files()).singleElement().matches(file -> file.note().isEmpty());
    }
  }

  @Test
  void piece_never_takes_the_name_of_another_file() throws IOException {
    Path other = Files.write(root.resolve("other"), random(10, 7));
    try (Outbox outbox = Outbox.open(folder, ROLL)) {
      Incoming incoming =
          new Incoming("a~0002.jfr", "other", "jfr", FileState.WHOLE, Optional.empty());
      outbox.put(incoming, List.of(Slice.of(other, 0, 10)), soon());
      append(outbox, "one", random(10, 1));
      outbox.closePiece("a.jfr");
      append(outbox, "two", random(10, 2));

      assertThat(outbox.nameOf("two")).contains("a~0003.jfr");
      assertThat(folder.file("a~0002.jfr")).hasBinaryContent(random(10, 7));
    }
  }

  @Test
  void a_file_that_is_taken_as_it_is_takes_no_room_a_second_time() throws IOException {
    byte[] dump = random(1_000, 1);
    Path source = Files.write(root.resolve("heap.hprof"), dump);
    try (Outbox outbox = Outbox.open(folder, ROLL)) {
      put(outbox, source, Slice.of(source, 0, 1_000));

      assertThat(folder.file("heap.hprof")).hasBinaryContent(dump);
      assertThat(Files.getAttribute(source, "unix:ino"))
          .isEqualTo(Files.getAttribute(folder.file("heap.hprof"), "unix:ino"));
      assertThat(outbox.file("heap.hprof").orElseThrow().crc32c()).isEqualTo(Crc32c.of(dump));
    }
  }

  @Test
  void a_file_of_which_a_byte_is_changed_on_the_way_is_copied_and_its_source_is_as_it_was()
      throws IOException {
    byte[] bytes = random(1_000, 1);
    Path source = Files.write(root.resolve("heap.hprof"), bytes);
    byte[] finished = bytes.clone();
    finished[64] = 0;
    try (Outbox outbox = Outbox.open(folder, ROLL)) {
      put(outbox, source, new Slice(Source.of(source), 0, 1_000, 64));

      assertThat(folder.file("heap.hprof")).hasBinaryContent(finished);
      assertThat(source).hasBinaryContent(bytes);
    }
  }

  @Test
  void file_with_masked_bytes_is_copied_and_never_linked() throws IOException {
    Path source = Files.writeString(root.resolve("hs_err.log"), "jvm_args: SECRET\nend");
    try (Outbox outbox = Outbox.open(folder, ROLL)) {
      Incoming incoming =
          new Incoming("hs_err.log", "log", "hs-err", FileState.WHOLE, Optional.empty());
      Source log = Source.of(source);
      List<Slice> slices =
          List.of(Slice.of(log, 0, 10), Slice.masked(log, 10, 6), Slice.of(log, 16, 4));
      outbox.put(incoming, slices, soon());

      String stored = "jvm_args: ******\nend";
      assertThat(folder.file("hs_err.log")).hasContent(stored);
      assertThat(outbox.file("hs_err.log").orElseThrow().crc32c())
          .isEqualTo(Crc32c.of(stored.getBytes(StandardCharsets.UTF_8)));
      assertThat(source).hasContent("jvm_args: SECRET\nend");
    }
  }

  @Test
  void file_that_changed_while_it_was_copied_is_torn() throws IOException {
    Path source = Files.write(root.resolve("heap.hprof"), random(1_000, 1));
    try (Outbox outbox = Outbox.open(folder, ROLL)) {
      put(outbox, source, Slice.of(source, 0, 1_000));
      outbox.changed(source.toString());

      assertThat(outbox.file("heap.hprof").orElseThrow().state()).isEqualTo(FileState.TORN);
    }
    try (Outbox outbox = Outbox.open(folder, ROLL)) {
      assertThat(outbox.file("heap.hprof").orElseThrow().state()).isEqualTo(FileState.TORN);
    }
  }

  private Added append(Outbox outbox, String from, byte[] bytes) throws IOException {
    Path source = Files.write(root.resolve("chunk"), bytes);
    Incoming incoming = new Incoming("a.jfr", from, "jfr", FileState.WHOLE, Optional.empty());
    return outbox.append(incoming, Slice.of(source, 0, bytes.length), soon());
  }

  private static void put(Outbox outbox, Path source, Slice slice) throws IOException {
    Incoming incoming =
        new Incoming("heap.hprof", source.toString(), "hprof", FileState.WHOLE, Optional.empty());
    assertThat(outbox.put(incoming, List.of(slice), soon())).isInstanceOf(Added.Whole.class);
  }

  private static byte[] random(int bytes, int seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30));
  }
}
