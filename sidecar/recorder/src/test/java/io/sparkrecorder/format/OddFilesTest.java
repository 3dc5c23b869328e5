package io.sparkrecorder.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are empty, or have another format than their name says; and the names themselves. */
class OddFilesTest {
  @TempDir Path dir;

  @Test
  void empty_recording_has_no_pieces_and_no_key() throws IOException {
    Dissection dissection = Assembled.dissect(new byte[0], dir.resolve("recording.jfr"));
    assertThat(dissection.pieces()).isEmpty();
    assertThat(dissection.size()).isZero();
    try (FileChannel channel = FileChannel.open(dir.resolve("recording.jfr"))) {
      assertThat(Jfr.key(channel)).isEmpty();
      assertThat(Jfr.finishedChunk(channel)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void garbage_has_no_pieces(int seed) throws IOException {
    Random random = new Random(seed);
    byte[] garbage = new byte[random.nextInt(100_000)];
    random.nextBytes(garbage);
    assertThat(Assembled.dissect(garbage, dir.resolve("a.jfr")).rest()).isEqualTo(garbage.length);
    System.arraycopy(new byte[] {'F', 'L', 'R', 0, 0, 2}, 0, garbage, 0, 6);
    assertThat(Assembled.dissect(garbage, dir.resolve("a.jfr")).pieces()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Format.class,
      names = {"JFR", "HPROF", "HPROF_GZ", "HS_ERR"})
  void garbage_is_torn_whatever_its_name(Format format) throws IOException {
    byte[] garbage = new byte[5000];
    new Random(1).nextBytes(garbage);
    for (byte[] bytes : new byte[][] {garbage, new byte[5000], new byte[0], new byte[1]}) {
      Path file = Files.write(dir.resolve("file"), bytes);
      try (FileChannel channel = FileChannel.open(file)) {
        assertThat(Endings.of(format, channel)).isInstanceOf(Ending.Torn.class);
        assertThat(Endings.isFinal(format, channel)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rec.jfr, 'FLR\0', JFR, jfr",
    "rec.bin, 'FLR\0', JFR, jfr",
    "rec.jfr, '', JFR, jfr",
    "rec.jfr.part, '', JFR, jfr",
    "heap, 'JAVA PROFILE 1.0.2\0', HPROF, hprof",
    "java_pid1.hprof, '', HPROF, hprof",
    "java_pid1.hprof.gz, '', HPROF_GZ, hprof-gz",
    "java_pid1.hprof.p0, '', HPROF, hprof",
    "java_pid1.hprof.gz.p11, '', HPROF_GZ, hprof-gz",
    "notes.p0, '', OTHER, other",
    "jobs/hs_err_pid1.log, '', HS_ERR, hs-err",
    "driver.undo, anything, UNDO, undo",
    "hs_err_pid1.log, '', HS_ERR, hs-err",
    "crash.txt, '#\n# A fatal error has been detected', HS_ERR, hs-err",
    "flame.html, <html>, OTHER, other",
    "gc.log, '', OTHER, other",
  })
  void format_is_known_by_its_magic_bytes_or_else_by_the_name(
      String name, String begin, Format format, String text) throws IOException {
    Path file = Files.writeString(dir.resolve("file"), begin);
    try (FileChannel channel = FileChannel.open(file)) {
      assertThat(Format.of(name, channel)).isEqualTo(format);
      assertThat(format.text()).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026_11_21_21_00_19_10864/2026_11_21_21_00_19.jfr, true",
    "2026_11_21_21_00_19_1/2026_11_21_21_00_19_01.jfr, true",
    "2026_11_21_21_00_19_1_2/2026_11_21_21_00_19_01.jfr, true",
    "2026_11_21_21_00_19_1/recording.jfr, false",
    "2026_11_21_21_00_19_1/2026_11_21_21_00_19.jfr.part, false",
    "my/2026_11_21_21_00_19.jfr, false",
    "2026_11_21_21_00_19.jfr, false",
  })
  void chunk_files_are_recognized_by_their_names(Path file, boolean expected) {
    assertThat(Jfr.isChunkFile(file)).isEqualTo(expected);
  }
}
