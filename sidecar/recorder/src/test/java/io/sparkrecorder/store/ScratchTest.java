package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void cleared_file_takes_another_document() throws IOException {
    try (Scratch scratch = Scratch.open(List.of(folder))) {
      scratch.append(new byte[100], 100);
      scratch.clear();
      assertThat(scratch.append(new byte[] {5}, 1)).isZero();
    }
  }
}
