package io.sparkrecorder.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sparkrecorder.testbed.JfrTool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damages a chunk in many ways, and checks that readers read every piece that the dissection finds.
 */
@Timeout(120)
class TornChunkTest {
  private static final int SEED = 42;
  private static final Map<Integer, TornChunk> CHUNKS = new ConcurrentHashMap<>();

  @TempDir static Path spools;
  @TempDir Path scratch;

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void open_chunk_is_cut_at_its_last_flush(int jdk) throws Exception {
    TornChunk chunk = torn(jdk);
    byte[] longer = join(chunk.copy(), new byte[5000]);
    Dissection dissection = dissect(longer);
    assertThat(dissection.pieces()).hasSize(1);
    assertThat(dissection.pieces().getFirst().quality()).isEqualTo(Piece.Quality.SALVAGED);
    assertThat(dissection.readable()).isEqualTo(chunk.flushed());
    assertThat(dissection.rest()).isEqualTo(longer.length - chunk.flushed());
    assertThat(dissection.note()).isNotEmpty();
    assertThat(readNumbers(longer)).hasSizeGreaterThanOrEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void no_piece_of_a_cut_chunk_goes_beyond_the_cut(int jdk) throws Exception {
    TornChunk chunk = torn(jdk);
    int step = Math.max(1, chunk.length() / 200);
    IntStream steps = IntStream.iterate(0, cut -> cut < chunk.length(), cut -> cut + step);
    IntStream edges = IntStream.of(67, 68, 69, chunk.flushed() - 1, chunk.flushed());
    for (int cut : IntStream.concat(steps, edges).toArray()) {
      byte[] bytes = chunk.firstBytes(cut);
      Dissection dissection = dissect(bytes);
      assertThat(dissection.size()).isEqualTo(cut);
      assertThat(dissection.readable())
          .as("readable of %d bytes", cut)
          .isEqualTo(cut < chunk.flushed() ? 0 : chunk.flushed());
      readNumbers(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void finished_chunk_cut_anywhere_gives_no_piece(int jdk) throws Exception {
    byte[] finished = torn(jdk).finished();
    assertThat(dissect(finished).rest()).isZero();
    for (int cut = 1; cut < finished.length; cut += Math.max(1, finished.length / 50)) {
      assertThat(dissect(Arrays.copyOf(finished, cut)).pieces()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void flipped_bit_in_the_header_never_gives_an_unreadable_piece(int jdk) throws Exception {
    TornChunk chunk = torn(jdk);
    for (int index = TornChunk.SIZE; index < TornChunk.METADATA + Long.BYTES; index++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        readNumbers(chunk.flipped(index, 1 << bit));
      }
      readNumbers(chunk.flipped(index, 0xFF));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void size_that_ends_within_an_event_is_refused(int jdk) throws Exception {
    TornChunk chunk = torn(jdk);
    for (long size = chunk.flushed() - 20L; size < chunk.flushed(); size++) {
      assertThat(dissect(chunk.with(TornChunk.SIZE, size)).pieces()).as("size %d", size).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void positions_without_metadata_or_checkpoint_are_refused(int jdk) throws Exception {
    TornChunk chunk = torn(jdk);
    for (int field : List.of(TornChunk.CHECKPOINT, TornChunk.METADATA)) {
      long right = chunk.bytes().getLong(field);
      for (long wrong : new long[] {0, 67, right - 1, right + 1, right + 2, Long.MIN_VALUE, -1}) {
        assertThat(dissect(chunk.with(field, wrong)).pieces()).as("%d", wrong).isEmpty();
      }
      assertThat(dissect(chunk.with(field, Long.MAX_VALUE)).pieces()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void damage_anywhere_ends_in_a_verdict(int jdk) throws Exception {
    TornChunk chunk = torn(jdk);
    Random random = new Random(SEED);
    for (int i = 0; i < 1000; i++) {
      byte[] damaged = chunk.flipped(random.nextInt(chunk.length()), 1 + random.nextInt(255));
      assertThatCode(() -> dissect(damaged)).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void chunk_of_a_jvm_killed_during_a_flush_is_cut_at_the_previous_one(int jdk) throws Exception {
    byte[] beingUpdated = torn(jdk).copy();
    beingUpdated[Piece.STATE] = (byte) 255;
    assertThat(readNumbers(beingUpdated)).hasSizeGreaterThanOrEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void chunk_that_was_never_flushed_gives_no_piece(int jdk) throws Exception {
    byte[] fresh = torn(jdk).with(TornChunk.SIZE, ChunkHeader.LENGTH);
    assertThat(dissect(fresh).pieces()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void open_chunk_of_async_profiler_gives_no_piece_but_earlier_ones_do(int jdk) throws Exception {
    byte[] finished = torn(jdk).finished();
    byte[] open = asyncProfilerOpenChunk(finished);
    assertThat(dissect(open).pieces()).isEmpty();
    assertThat(isFinishedWhileRunning(open)).isFalse();
    Dissection dissection = dissect(join(finished, open));
    assertThat(dissection.pieces()).hasSize(1);
    assertThat(dissection.readable()).isEqualTo(finished.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void file_of_chunks_is_cut_between_them(int jdk) throws Exception {
    TornChunk chunk = torn(jdk);
    byte[] three =
        join(join(chunk.finished(), chunk.finished()), chunk.firstBytes(chunk.flushed()));
    Dissection dissection = dissect(three);
    assertThat(dissection.rest()).isZero();
    assertThat(dissection.pieces())
        .extracting(Piece::offset)
        .containsExactly(0L, (long) chunk.flushed(), 2L * chunk.flushed());
    assertThat(dissection.pieces()).extracting(Piece::finish).containsExactly(false, false, true);
    readNumbers(three);
  }

  private static TornChunk torn(int jdk) throws IOException {
    Path home = Assembled.jdk(jdk);
    TornChunk known = CHUNKS.get(jdk);
    if (known == null) {
      known = TornChunk.of(home, Files.createDirectory(spools.resolve("jdk" + jdk)));
      CHUNKS.put(jdk, known);
    }
    return known;
  }

  private Dissection dissect(byte[] bytes) throws IOException {
    return Assembled.dissect(bytes, scratch.resolve("chunk.jfr"));
  }

  /** Reads the pieces of these bytes with the parser of this JDK; fails if that refuses them. */
  private List<Long> readNumbers(byte[] bytes) throws IOException {
    Path file = Files.write(scratch.resolve("damaged.jfr"), bytes);
    Path assembled = Assembled.assemble(List.of(file), scratch.resolve("assembled.jfr"));
    return Files.size(assembled) == 0 ? List.of() : JfrTool.numbers(assembled);
  }

  private boolean isFinishedWhileRunning(byte[] bytes) throws IOException {
    Path file = Files.write(scratch.resolve("live.jfr"), bytes);
    try (FileChannel channel = FileChannel.open(file)) {
      return Jfr.finishedChunk(channel).isPresent();
    }
  }

  /** A chunk with state 0 from the start, a size that is a placeholder, and no positions yet. */
  private static byte[] asyncProfilerOpenChunk(byte[] finished) {
    ByteBuffer open = ByteBuffer.wrap(finished.clone());
    open.putLong(TornChunk.SIZE, 0x40000000);
    open.putLong(TornChunk.CHECKPOINT, 0);
    open.putLong(TornChunk.METADATA, 0);
    return open.array();
  }

  private static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(first);
    joined.writeBytes(second);
    return joined.toByteArray();
  }
}
