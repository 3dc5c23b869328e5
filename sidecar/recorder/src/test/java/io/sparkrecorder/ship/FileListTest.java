package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.SkippedFile;
import io.sparkrecorder.store.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileListTest {
  private static final RecordedFile PLAIN =
      new RecordedFile("a", 1, Crc32c.EMPTY, "jfr", FileState.WHOLE, Optional.empty());
  private static final RecordedFile KILLED =
      new RecordedFile(
          "ä/b",
          1L << 40,
          new Crc32c(-1),
          "other",
          FileState.UNVERIFIED,
          Optional.of("a note"),
          true);
  private static final SkippedFile SKIPPED = new SkippedFile("latest", "symbolic link");

  @TempDir Path root;
  private Scratch scratch;

  @BeforeEach
  void open() {
    scratch = Scratch.open(List.of(root));
  }

  @AfterEach
  void close() {
    scratch.close();
  }

  @Test
  void forty_thousand_files_read_as_they_were_written() throws IOException {
    FileList.Writer writer = new FileList.Writer(scratch);
    for (int index = 0; index < 40_000; index++) {
      writer.file(
          new RecordedFile(
              "folder/file-%06d.log".formatted(index),
              index,
              Crc32c.EMPTY,
              "other",
              FileState.WHOLE,
              Optional.empty()));
    }
    FileList list = writer.done();
    int[] next = {0};
    list.read(
        (index, listed) -> {
          assertThat(index).isEqualTo(next[0]++);
          assertThat(listed.file().bytes()).isEqualTo(index);
        });
    assertThat(next[0]).isEqualTo(40_000);
    assertThat(list.size()).isEqualTo(40_000);
  }

  @Test
  void each_field_of_a_file_is_read_as_it_was_written() throws IOException {
    FileList.Writer writer = new FileList.Writer(scratch);
    writer.file(PLAIN);
    writer.file(ManifestFile.at(KILLED, "some/key"));
    writer.file(ManifestFile.missing(PLAIN, "why"));
    writer.skipped(SKIPPED);
    FileList list = writer.done();

    assertThat(files(list))
        .containsExactly(
            new ManifestFile(PLAIN, Optional.empty(), Optional.empty()),
            ManifestFile.at(KILLED, "some/key"),
            ManifestFile.missing(PLAIN, "why"));
    assertThat(skipped(list)).containsExactly(SKIPPED);
    assertThat(list.size()).isEqualTo(3);
    assertThat(list.bytes()).isEqualTo(2 + (1L << 40));
  }

  @Test
  void list_can_be_read_again_and_again() throws IOException {
    FileList.Writer writer = new FileList.Writer(scratch);
    for (int file = 0; file < 2_000; file++) {
      writer.file(PLAIN.named("file-" + file));
    }
    FileList list = writer.done();

    assertThat(files(list)).hasSize(2_000).isEqualTo(files(list));
    assertThat(files(list).get(1_999).file().name()).isEqualTo("file-1999");
  }

  @Test
  void two_lists_in_one_scratch_file_do_not_mix() throws IOException {
    FileList.Writer one = new FileList.Writer(scratch);
    FileList.Writer two = new FileList.Writer(scratch);
    for (int file = 0; file < 1_000; file++) {
      one.file(PLAIN.named("one-" + file));
      two.file(PLAIN.named("two-" + file));
    }

    assertThat(files(one.done())).allMatch(file -> file.file().name().startsWith("one-"));
    assertThat(files(two.done())).allMatch(file -> file.file().name().startsWith("two-"));
  }

  private static List<ManifestFile> files(FileList list) throws IOException {
    List<ManifestFile> files = new ArrayList<>();
    list.read(
        (index, file) -> {
          assertThat(index).isEqualTo(files.size());
          files.add(file);
        });
    return files;
  }

  private static List<SkippedFile> skipped(FileList list) throws IOException {
    List<SkippedFile> skipped = new ArrayList<>();
    list.read(
        new FileList.Items() {
          @Override
          public void file(int index, ManifestFile file) {}

          @Override
          public void skipped(SkippedFile file) {
            skipped.add(file);
          }
        });
    return skipped;
  }
}
