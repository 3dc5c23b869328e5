package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for its upload: a growing file in parts that end with chunks, others as links. */
class OutboxTest {
  private static final int MIB = 1 << 20;

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
    try (Outbox outbox = Outbox.open(folder)) {
      append(outbox, "one", first);
      assertThat(outbox.parts("a.jfr")).singleElement().matches(part -> !part.full());
      append(outbox, "two", second);
      append(outbox, "three", third);

      assertThat(outbox.parts("a.jfr"))
          .containsExactly(
              new Part(1, 0, 7L * MIB, Crc32c.of(joined(first, second)), true),
              new Part(2, 7L * MIB, MIB, Crc32c.of(third), false));
      assertThat(outbox.part("a.jfr", 1)).hasBinaryContent(joined(first, second));
      assertThat(outbox.part("a.jfr", 2)).hasBinaryContent(third);
    }
  }

  @Test
  void the_next_recorder_cuts_the_same_parts_and_goes_on_in_the_last_though_the_first_is_gone()
      throws IOException {
    byte[] first = random(6 * MIB, 1);
    byte[] second = random(MIB, 2);
    byte[] third = random(MIB, 3);
    List<Part> before;
    try (Outbox outbox = Outbox.open(folder)) {
      append(outbox, "one", first);
      append(outbox, "two", second);
      before = outbox.parts("a.jfr");
      outbox.drop("a.jfr", before.getFirst());
    }
    Files.write(
        folder.parts("a.jfr").resolve("2"),
        joined(second, "half of a chunk".getBytes(java.nio.charset.StandardCharsets.UTF_8)));

    try (Outbox next = Outbox.open(folder)) {
      assertThat(next.parts("a.jfr")).isEqualTo(before);
      assertThat(append(next, "two", second)).isInstanceOf(Added.Before.class);
      append(next, "three", third);

      assertThat(next.part("a.jfr", 1)).doesNotExist();
      assertThat(next.part("a.jfr", 2)).hasBinaryContent(joined(second, third));
      assertThat(next.file("a.jfr").orElseThrow().crc32c())
          .isEqualTo(Crc32c.of(joined(first, joined(second, third))));
    }
  }

  @Test
  void what_comes_after_a_recording_was_sent_is_another_recording() throws IOException {
    byte[] first = random(100, 1);
    byte[] second = random(100, 2);
    try (Outbox outbox = Outbox.open(folder)) {
      append(outbox, "one", first);
      outbox.sent("a.jfr");
      append(outbox, "two", second);

      assertThat(outbox.part("a.jfr", 1)).doesNotExist();
      assertThat(outbox.nameOf("two")).contains("a~2.jfr");
      assertThat(outbox.part("a~2.jfr", 1)).hasBinaryContent(second);
    }
  }

  @Test
  void a_file_that_is_taken_as_it_is_takes_no_room_a_second_time() throws IOException {
    byte[] dump = random(1_000, 1);
    Path source = Files.write(root.resolve("heap.hprof"), dump);
    try (Outbox outbox = Outbox.open(folder)) {
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
    try (Outbox outbox = Outbox.open(folder)) {
      put(outbox, source, new Slice(source, 0, 1_000, 64));

      assertThat(folder.file("heap.hprof")).hasBinaryContent(finished);
      assertThat(source).hasBinaryContent(bytes);
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
