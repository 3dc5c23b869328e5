package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.spool.SpoolFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedFilesTest {
  @TempDir Path root;
  private Spool spool;

  @BeforeEach
  void open() throws IOException {
    spool = new Spool(root.toRealPath());
  }

  @Test
  void file_with_a_newer_saved_note_is_saved() throws IOException {
    Files.writeString(root.resolve("driver.undo"), "anything");
    Files.createFile(root.resolve("driver.undo.saved"));

    assertThat(saved()).extracting(SpoolFile::name).containsExactly("driver.undo");
  }

  @Test
  void saved_note_older_than_the_file_does_not_count() throws IOException {
    Path word = Files.createFile(root.resolve("driver.undo.saved"));
    Files.setLastModifiedTime(word, FileTime.from(Instant.now().minusSeconds(60)));
    Files.writeString(root.resolve("driver.undo"), "half of the second save");

    assertThat(saved()).isEmpty();
  }

  @Test
  void link_in_place_of_a_saved_note_does_not_count() throws IOException {
    Path elsewhere = Files.createFile(root.resolve("elsewhere"));
    Files.writeString(root.resolve("driver.undo"), "anything");
    Files.createSymbolicLink(root.resolve("driver.undo.saved"), elsewhere);
    Files.setLastModifiedTime(elsewhere, FileTime.from(Instant.now().plusSeconds(60)));

    assertThat(saved()).isEmpty();
  }

  private List<SpoolFile> saved() throws IOException {
    SavedFiles saved = new SavedFiles();
    spool.scan().files().forEach(saved::add);
    return saved.files(spool);
  }
}
