package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScratchTest {
  @TempDir Path folder;

  @Test
  void file_has_no_name_that_another_process_could_open() throws IOException {
    try (Scratch scratch = Scratch.open(List.of(folder));
        Stream<Path> files = Files.list(folder)) {
      scratch.append(new byte[] {1, 2, 3}, 3);
      assertThat(files).isEmpty();
    }
  }

  @Test
  void first_folder_that_takes_the_file_is_used() throws IOException {
    try (Scratch scratch = Scratch.open(List.of(folder.resolve("absent"), folder))) {
      long at = scratch.append(new byte[] {1, 2, 3}, 3);
      assertThat(at).isZero();
      assertThat(scratch.read(at, 3).readAllBytes()).containsExactly(1, 2, 3);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void document_reads_as_it_was_written_from_disk_and_from_memory(boolean disk) throws IOException {
    byte[] bytes = new byte[200_000];
    new Random(1).nextBytes(bytes);
    try (Scratch scratch = Scratch.open(disk ? List.of(folder) : List.of())) {
      ScratchText text = new ScratchText(scratch);
      try (text) {
        for (int at = 0; at < bytes.length; at += 7_777) {
          text.write(bytes, at, Math.min(7_777, bytes.length - at));
        }
      }
      assertThat(text.bytes()).isEqualTo(bytes.length);
      assertThat(text.crc32c()).isEqualTo(Crc32c.of(bytes));
      assertThat(text.open().readAllBytes()).isEqualTo(bytes);
      assertThat(text.open().readAllBytes()).as("read once more").isEqualTo(bytes);
    }
  }

  @Test
  void cleared_file_takes_another_document() throws IOException {
    try (Scratch scratch = Scratch.open(List.of(folder))) {
      scratch.append(new byte[100], 100);
      scratch.clear();
      assertThat(scratch.append(new byte[] {5}, 1)).isZero();
    }
  }
}
