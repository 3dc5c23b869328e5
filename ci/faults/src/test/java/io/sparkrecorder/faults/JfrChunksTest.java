package io.sparkrecorder.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JfrChunksTest {
  private final JfrChunks template = JfrChunks.recorded();
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void recording_of_made_chunks_opens_in_the_jdk(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("made.jfr");
    Content all =
        Content.joined(List.of(template.chunk(1, 0, random), template.chunk(2, 5_000, random)));
    Files.write(file, all.toBytes());

    assertThat(RecordingFile.readAllEvents(file)).isNotEmpty();
  }

  @Test
  void joined_chunks_are_split_into_the_same_chunks() {
    List<Content> chunks = List.of(template.chunk(1, 0, random), template.chunk(2, 70_000, random));
    Content rest = Content.of(new byte[] {1, 2, 3});

    JfrChunks.Split split =
        JfrChunks.split(Content.joined(List.of(chunks.get(0), chunks.get(1), rest)));

    assertThat(split.chunks()).isEqualTo(chunks);
    assertThat(split.rest()).isEqualTo(rest);
  }

  @Test
  void chunks_with_different_serials_have_different_keys() {
    assertThat(JfrChunks.key(template.chunk(1, 0, random)))
        .isNotEqualTo(JfrChunks.key(template.chunk(2, 0, random)));
  }

  @Test
  void chunk_that_was_only_begun_is_not_split_off() {
    Content begun = JfrChunks.begun(template.chunk(1, 0, random));

    assertThat(JfrChunks.split(begun).chunks()).isEmpty();
    assertThat(JfrChunks.split(begun).rest()).isEqualTo(begun);
  }

  @Test
  void opened_and_closed_chunk_is_equal() {
    Content chunk = template.chunk(1, 300, random);

    assertThat(JfrChunks.opened(chunk)).isNotEqualTo(chunk);
    assertThat(JfrChunks.closed(JfrChunks.opened(chunk))).isEqualTo(chunk);
  }
}
