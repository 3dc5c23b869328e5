package io.sparkrecorder.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.report.cli.Commands;
import io.sparkrecorder.report.fold.Kind;
import io.sparkrecorder.report.profile.Profile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recordings of several chunks of which one is damaged. */
class DamagedRecordingTest {
  private static final int SIZE = 8;
  private static final int METADATA = 24;
  private static final int HEADER = 68;

  private final byte[] chunk = SampleRecording.parsing().bytes();
  private final long samples = SampleRecording.parsing().samples();

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void makePod() throws IOException {
    file = Files.createDirectories(folder.resolve("executor-1")).resolve("a.jfr");
  }

  static Stream<Named<Consumer<ByteBuffer>>> damages() {
    return Stream.of(
        Named.of("an event without a length", chunk -> chunk.putInt(HEADER, 0)),
        Named.of("no magic", chunk -> chunk.putInt(0, 0)),
        Named.of("a size beyond the file", chunk -> chunk.putLong(SIZE, Long.MAX_VALUE)),
        Named.of("a size of nothing", chunk -> chunk.putLong(SIZE, HEADER)),
        Named.of("a size within the chunk", chunk -> chunk.putLong(SIZE, chunk.capacity() / 2)),
        Named.of("no metadata", chunk -> chunk.putLong(METADATA, HEADER + 1)),
        Named.of("zeros", chunk -> chunk.put(new byte[chunk.capacity()])));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void damaged_chunk_costs_only_itself(Consumer<ByteBuffer> damage) throws IOException {
    byte[] three = copies(3);
    damage.accept(ByteBuffer.wrap(three, chunk.length, chunk.length).slice());
    Files.write(file, three);

    assertThat(cpuSamples()).isEqualTo(2 * samples);
    Commands.Ran ran = Commands.run(Map.of(), "report", folder.toString(), "--format", "text");
    assertThat(ran.exit()).isEqualTo(3);
    assertThat(ran.out())
        .contains(
            "a.jfr is torn: %d of %d bytes are not readable: "
                .formatted(chunk.length, three.length));
  }

  @Test
  void chunks_around_a_piece_that_is_cut_out_are_read() throws IOException {
    byte[] four = copies(4);
    int from = chunk.length + chunk.length / 3;
    int to = 2 * chunk.length + chunk.length / 2;
    byte[] cut = Arrays.copyOf(four, four.length - (to - from));
    System.arraycopy(four, to, cut, from, four.length - to);
    Files.write(file, cut);

    assertThat(cpuSamples()).isEqualTo(2 * samples);
  }

  @Test
  void file_full_of_headers_that_are_none_ends_the_search() throws IOException {
    byte[] hostile = Arrays.copyOf(chunk, chunk.length + (8 << 20));
    ByteBuffer headers = ByteBuffer.wrap(hostile);
    for (int at = chunk.length; at + HEADER < hostile.length; at += HEADER) {
      System.arraycopy(chunk, 0, hostile, at, HEADER);
      headers.putLong(at + SIZE, hostile.length - at);
    }
    Files.write(file, hostile);

    assertThat(cpuSamples()).isEqualTo(samples);
  }

  @Test
  void garbage_before_the_first_chunk_is_skipped() throws IOException {
    byte[] garbage = new byte[100_000];
    new Random(5).nextBytes(garbage);
    byte[] both = Arrays.copyOf(garbage, garbage.length + chunk.length);
    System.arraycopy(chunk, 0, both, garbage.length, chunk.length);
    Files.write(file, both);

    assertThat(cpuSamples()).isEqualTo(samples);
  }

  private long cpuSamples() throws IOException {
    Profile profile = Reports.of(folder, Optional.empty());
    return profile.folded().total(Kind.CPU);
  }

  private byte[] copies(int count) {
    byte[] all = new byte[count * chunk.length];
    for (int copy = 0; copy < count; copy++) {
      System.arraycopy(chunk, 0, all, copy * chunk.length, chunk.length);
    }
    return all;
  }
}
