package io.sparkrecorder.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.testbed.JfrTool;
import io.sparkrecorder.testbed.RecordedJvm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ends a JVM in each possible way, and checks that all JDKs read the flushed events, once and
 * without gaps.
 */
@Execution(ExecutionMode.CONCURRENT)
class EndsOfAJvmTest {
  @TempDir Path spool;

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void events_flushed_before_sigkill_open_on_jdk_17_and_25(int jdk) throws Exception {
    try (RecordedJvm jvm = RecordedJvm.start(Assembled.jdk(jdk), spool)) {
      long flushed = emitSomeFlushed(jvm);
      jvm.emit(500);
      assertThat(jvm.kill()).isEqualTo(RecordedJvm.KILLED);
      assertThat(jvm.target()).isEmptyFile();
      assertReadableUpTo(flushed);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void kill_just_after_the_start_leaves_no_unreadable_file(int jdk) throws Exception {
    try (RecordedJvm jvm = RecordedJvm.start(Assembled.jdk(jdk), spool)) {
      jvm.kill();
      for (Path chunk : Assembled.chunks(spool)) {
        Path assembled = Assembled.assemble(List.of(chunk), spool.resolve("assembled.jfr"));
        if (Files.size(assembled) > 0) {
          assertOpens(assembled);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void events_flushed_before_exit_on_out_of_memory_open(int jdk) throws Exception {
    try (RecordedJvm jvm =
        RecordedJvm.start(Assembled.jdk(jdk), spool, "-XX:+ExitOnOutOfMemoryError")) {
      long flushed = emitSomeFlushed(jvm);
      assertThat(jvm.outOfMemory()).isEqualTo(RecordedJvm.OUT_OF_MEMORY);
      assertReadableUpTo(flushed);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void events_flushed_before_crash_on_out_of_memory_open(int jdk) throws Exception {
    try (RecordedJvm jvm =
        RecordedJvm.start(Assembled.jdk(jdk), spool, "-XX:+CrashOnOutOfMemoryError")) {
      long flushed = emitSomeFlushed(jvm);
      assertThat(jvm.outOfMemory()).isEqualTo(RecordedJvm.ABORTED);
      assertReadableUpTo(flushed);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void events_flushed_before_a_segmentation_fault_open(int jdk) throws Exception {
    try (RecordedJvm jvm = RecordedJvm.start(Assembled.jdk(jdk), spool)) {
      long flushed = emitSomeFlushed(jvm);
      assertThat(jvm.crash()).isEqualTo(RecordedJvm.ABORTED);
      assertReadableUpTo(flushed);
      assertThatOnlyAllOfItIsWhole(spool.resolve("hs_err_pid" + jvm.pid() + ".log"));
      assertThat(keys(List.of(spool.resolve("hs_err_pid" + jvm.pid() + ".jfr"))))
          .as("chunks of the emergency dump in the working folder")
          .isEqualTo(keys(Assembled.chunks(spool)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void all_events_before_sigterm_open(int jdk) throws Exception {
    try (RecordedJvm jvm = RecordedJvm.start(Assembled.jdk(jdk), spool)) {
      emitSomeFlushed(jvm);
      long last = jvm.emit(500);
      assertThat(jvm.terminate()).isEqualTo(RecordedJvm.TERMINATED);
      assertDumpIsWholeUpTo(last);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void all_events_before_a_normal_exit_open(int jdk) throws Exception {
    try (RecordedJvm jvm = RecordedJvm.start(Assembled.jdk(jdk), spool)) {
      emitSomeFlushed(jvm);
      long last = jvm.emit(500);
      assertThat(jvm.exitNormally()).isZero();
      assertDumpIsWholeUpTo(last);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void dump_repeats_chunks_that_were_finished_while_the_jvm_ran(int jdk) throws Exception {
    try (RecordedJvm jvm = RecordedJvm.start(Assembled.jdk(jdk), spool)) {
      emitSomeFlushed(jvm);
      List<Path> chunks = Assembled.chunks(spool);
      assertThat(chunks).as("chunks after a few megabytes").hasSizeGreaterThan(1);
      Piece first = finishedChunk(chunks.getFirst());
      byte[] early = Files.readAllBytes(chunks.getFirst());
      jvm.terminate();
      try (FileChannel dump = FileChannel.open(jvm.target())) {
        Piece again = Jfr.dissect(dump).pieces().getFirst();
        assertThat(again.key()).isEqualTo(first.key());
        assertThat(Jfr.key(dump)).contains(first.key());
        assertThat(Files.readAllBytes(jvm.target())).startsWith(early);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void open_chunk_has_a_key_but_is_not_finished(int jdk) throws Exception {
    try (RecordedJvm jvm = RecordedJvm.start(Assembled.jdk(jdk), spool)) {
      jvm.emit(10);
      jvm.awaitFlushed();
      try (FileChannel open = FileChannel.open(Assembled.chunks(spool).getLast())) {
        assertThat(Jfr.finishedChunk(open)).isEmpty();
        assertThat(Jfr.key(open)).isPresent();
      }
    }
  }

  /** Enough for several chunks of a megabyte. */
  private static long emitSomeFlushed(RecordedJvm jvm) throws IOException {
    for (int i = 0; i < 2; i++) {
      jvm.emit(4000);
      jvm.awaitFlushed();
    }
    jvm.emit(100);
    return jvm.awaitFlushed();
  }

  private static Set<ChunkKey> keys(List<Path> files) throws IOException {
    Set<ChunkKey> keys = new HashSet<>();
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file)) {
        Jfr.dissect(channel).pieces().forEach(piece -> keys.add(piece.key()));
      }
    }
    return keys;
  }

  private static Piece finishedChunk(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return Jfr.finishedChunk(channel).orElseThrow();
    }
  }

  private static void assertThatOnlyAllOfItIsWhole(Path log) throws IOException {
    try (FileChannel channel =
        FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Format format = Format.of(log.getFileName().toString(), channel);
      assertThat(format).isEqualTo(Format.HS_ERR);
      assertThat(Endings.of(format, channel)).isEqualTo(new Ending.Whole());
      long size = channel.size();
      for (long cut : List.of(size - 2, size - 5, size / 2, 100L, 0L)) {
        channel.truncate(cut);
        assertThat(Endings.of(format, channel)).as("%d", cut).isInstanceOf(Ending.Torn.class);
      }
    }
  }

  private void assertDumpIsWholeUpTo(long last) throws Exception {
    try (FileChannel dump = FileChannel.open(spool.resolve("recording.jfr"))) {
      assertThat(Endings.of(Format.JFR, dump)).isEqualTo(new Ending.Whole());
    }
    assertReadableUpTo(last);
  }

  private void assertReadableUpTo(long flushed) throws Exception {
    Path assembled = Assembled.of(spool);
    List<Long> numbers = JfrTool.numbers(assembled);
    assertThat(numbers).as("numbers, without gaps or doubles").isEqualTo(upTo(numbers.size() - 1));
    assertThat(numbers.getLast()).as("the last number").isGreaterThanOrEqualTo(flushed);
    for (JfrTool reader : Assembled.readers()) {
      assertThat(assertOpens(assembled, reader).count(JfrTool.SEQ)).isEqualTo(numbers.size());
    }
  }

  private static void assertOpens(Path file) throws Exception {
    for (JfrTool reader : Assembled.readers()) {
      assertOpens(file, reader);
    }
  }

  private static JfrTool.Summary assertOpens(Path file, JfrTool reader) throws Exception {
    JfrTool.Summary summary = reader.summary(file);
    assertThat(summary.exitCode()).as(summary.output()).isZero();
    return summary;
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(0, last).boxed().toList();
  }
}
