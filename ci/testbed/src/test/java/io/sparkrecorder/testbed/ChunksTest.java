package io.sparkrecorder.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunksTest {
  private static final int STATE = 64;

  @TempDir private Path folder;

  @Test
  void a_recording_is_split_into_its_chunks() throws Exception {
    byte[] one = recorded("one");
    byte[] two = recorded("two");

    Chunks chunks = Chunks.of(joined(one, two));

    assertThat(chunks.all()).containsExactly(one, two);
    assertThat(chunks.starts()).isSorted().doesNotHaveDuplicates();
    assertThat(chunks.rest()).isEmpty();
  }

  @Test
  void bytes_behind_the_last_readable_chunk_are_the_rest() throws Exception {
    byte[] chunk = recorded("one");
    byte[] torn = Arrays.copyOf(chunk, chunk.length - 1);

    Chunks chunks = Chunks.of(joined(chunk, torn));

    assertThat(chunks.all()).containsExactly(chunk);
    assertThat(chunks.rest()).isEqualTo(torn);
  }

  @Test
  void a_chunk_without_metadata_is_not_readable() throws Exception {
    byte[] begun = recorded("one");
    ByteBuffer.wrap(begun).putLong(24, 0);

    assertThat(Chunks.of(begun).size()).isZero();
    assertThat(Chunks.of(begun).rest()).isEqualTo(begun);
  }

  @Test
  void an_open_chunk_is_closed_in_the_recording() throws Exception {
    byte[] closed = recorded("one");
    byte[] open = closed.clone();
    open[STATE] = 4;

    Chunks chunks = Chunks.of(joined(closed, open));

    assertThat(chunks.closed()).containsExactly(closed, closed);
    assertThat(chunks.recording()).isEqualTo(joined(closed, closed));
    assertThat(chunks.finished().all()).containsExactly(closed);
  }

  private byte[] recorded(String name) throws Exception {
    Path file = folder.resolve(name + ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ThreadStart");
      recording.start();
      Thread.ofPlatform().start(() -> {}).join();
      recording.stop();
      recording.dump(file);
    }
    return Files.readAllBytes(file);
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Stream.of(parts).mapToInt(part -> part.length).sum());
    Stream.of(parts).forEach(all::put);
    return all.array();
  }
}
