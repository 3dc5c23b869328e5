package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.marker.RecordedFile;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredFileTest {
  private static final RecordedFile FILE =
      new RecordedFile(
          "main.jfr", 5, Crc32c.of(new byte[5]), "jfr", FileState.TORN, Optional.of("cut"));

  @Test
  void line_reads_as_it_was_written() {
    for (StoredFile stored :
        new StoredFile[] {
          new StoredFile(FILE, "main.jfr@5@1@2@3", 0, false),
          new StoredFile(FILE, "chunk", 7, false),
          new StoredFile(FILE, "chunk", 7, true),
          new StoredFile(FILE.besideKill(), "chunk", 0, false)
        }) {
      assertThat(StoredFile.from(Json.parse(Json.line(stored.toMap())))).isEqualTo(stored);
    }
  }

  @Test
  void line_of_a_whole_addition_says_nothing_of_missing_bytes() {
    assertThat(new StoredFile(FILE, "chunk", 0, false).toMap())
        .containsEntry("from", "chunk")
        .doesNotContainKeys("missing", "grown");
  }
}
