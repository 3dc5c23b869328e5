package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyTest {
  /** More than one buffer, and no multiple of its size. */
  private static final int SIZE = 200_001;

  @TempDir Path root;
  private final byte[] bytes = new byte[SIZE];
  private Path from;
  private Path to;

  @BeforeEach
  void write() throws IOException {
    new Random(7).nextBytes(bytes);
    from = Files.write(root.resolve("from"), bytes);
    to = root.resolve("to");
  }

  @Test
  void copy_has_the_bytes_and_their_checksum() throws IOException {
    assertThat(copy(Slice.of(from, 0, SIZE))).isEqualTo(new Copy(SIZE, Crc32c.of(bytes)));
    assertThat(to).hasBinaryContent(bytes);
  }

  @Test
  void slices_follow_each_other_and_share_one_checksum() throws IOException {
    byte[] both = Arrays.copyOfRange(bytes, 70_000, 140_000);

    Copy copy = copy(Slice.of(from, 70_000, 10), Slice.of(from, 70_010, 69_990));

    assertThat(copy).isEqualTo(new Copy(70_000, Crc32c.of(both)));
    assertThat(to).hasBinaryContent(both);
  }

  @Test
  void source_that_became_shorter_gives_the_bytes_that_it_has() throws IOException {
    assertThat(copy(Slice.of(from, 0, SIZE + 5))).isEqualTo(new Copy(SIZE, Crc32c.of(bytes)));
  }

  @Test
  void salvaged_chunk_is_stored_with_a_zero_in_the_place_of_its_state() throws IOException {
    bytes[100_000 + 64] = 0;

    Copy copy = copy(new Slice(Source.of(from), 100_000, 50_000, 64));

    byte[] expected = Arrays.copyOfRange(bytes, 100_000, 150_000);
    assertThat(to).hasBinaryContent(expected);
    assertThat(copy.crc32c()).isEqualTo(Crc32c.of(expected));
  }

  @Test
  void masked_slice_stores_the_number_of_its_bytes_alone() throws IOException {
    copy(Slice.masked(Source.of(from), 5, 100_000));

    assertThat(to).hasContent("*".repeat(100_000));
  }

  @Test
  void passed_deadline_copies_nothing() throws IOException {
    Deadline passed = Deadline.in(Duration.ZERO);

    Copy copy = Copy.of(List.of(Slice.of(from, 0, SIZE)), open(), passed, Source::open);

    assertThat(copy).isEqualTo(new Copy(0, Crc32c.EMPTY));
    assertThat(to).isEmptyFile();
  }

  private Copy copy(Slice... slices) throws IOException {
    return Copy.of(List.of(slices), open(), Deadline.in(Duration.ofSeconds(30)), Source::open);
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
