package io.sparkrecorder.s3.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.s3.model.Source;
import io.sparkrecorder.s3.model.SourceChanged;
import io.sparkrecorder.s3.request.LocalIo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSliceTest {
  private static final int LENGTH = 300_000;

  @TempDir Path folder;
  private final byte[] bytes = new byte[LENGTH];
  private Path file;
  private Source source;

  @BeforeEach
  void write() throws IOException {
    new Random(1).nextBytes(bytes);
    file = Files.write(folder.resolve("file"), bytes);
    source = () -> FileChannel.open(file);
  }

  @Test
  void slice_has_the_bytes_of_its_range_and_their_checksum() throws IOException {
    byte[] range = Arrays.copyOfRange(bytes, 1_000, 201_000);

    FileSlice slice = FileSlice.read(source, 1_000, 200_000);

    assertThat(slice.crc32c()).isEqualTo(Crc32c.of(range));
    assertThat(read(slice)).isEqualTo(range);
    assertThat(read(slice)).as("the next attempt").isEqualTo(range);
  }

  @Test
  void empty_slice_opens_no_file() throws IOException {
    Files.delete(file);

    assertThat(read(new FileSlice(source, 0, 0, Crc32c.EMPTY))).isEmpty();
  }

  @Test
  void last_bytes_of_a_changed_file_are_not_released() throws IOException {
    FileSlice slice = FileSlice.read(source, 0, LENGTH);
    bytes[5] ^= 1;
    Files.write(file, bytes);

    assertThatExceptionOfType(SourceChanged.class)
        .isThrownBy(() -> read(slice))
        .withMessageContaining("checksum");
  }

  @Test
  void file_that_became_shorter_is_no_slice() throws IOException {
    FileSlice slice = FileSlice.read(source, 0, LENGTH);
    Files.write(file, Arrays.copyOf(bytes, 10));

    assertThatExceptionOfType(SourceChanged.class)
        .isThrownBy(() -> read(slice))
        .withMessage("it ends at 10 bytes");
    assertThatExceptionOfType(SourceChanged.class)
        .isThrownBy(() -> FileSlice.read(source, 0, LENGTH));
  }

  @Test
  void failure_of_the_file_is_told_from_one_of_the_network() throws IOException {
    FileSlice slice = FileSlice.read(source, 0, LENGTH);
    Files.delete(file);

    assertThatExceptionOfType(LocalIo.class)
        .isThrownBy(() -> read(slice))
        .withCauseInstanceOf(NoSuchFileException.class);
  }

  private static byte[] read(FileSlice slice) throws IOException {
    try (InputStream in = slice.newStream()) {
      return in.readAllBytes();
    }
  }
}
