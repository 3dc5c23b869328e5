package io.sparkrecorder.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.testbed.RecordedJvm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that a heap dump is whole, or provably torn. */
@Execution(ExecutionMode.CONCURRENT)
class HeapDumpTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void whole_dump_is_final_and_a_dump_cut_anywhere_is_torn(int jdk) throws Exception {
    Path dump = dump(jdk, "heap.hprof");
    assertThat(ending(dump)).isEqualTo(new Ending.Whole());
    assertThat(isFinal(dump)).isTrue();
    for (long cut : cuts(Files.size(dump))) {
      cut(dump, cut);
      assertThat(ending(dump)).as("cut to %d", cut).isInstanceOf(Ending.Torn.class);
      assertThat(isFinal(dump)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void whole_dump_in_gzip_members_is_final_and_a_cut_one_is_torn(int jdk) throws Exception {
    Path dump = dump(jdk, "heap.hprof.gz", "-all", "-gz=1");
    assertThat(Files.size(dump)).as("more than what is read of it").isGreaterThan(2 << 20);
    assertThat(ending(dump)).isEqualTo(new Ending.Whole());
    assertThat(isFinal(dump)).as("proof only of its end").isFalse();
    for (long cut : cuts(Files.size(dump))) {
      cut(dump, cut);
      assertThat(ending(dump)).as("cut to %d", cut).isInstanceOf(Ending.Torn.class);
    }
  }

  @Test
  void dump_that_ends_between_two_gzip_members_is_torn() throws IOException {
    byte[] begin = gzip("JAVA PROFILE 1.0.2\0 and more");
    // A comma is 0x2C, the tag of the record that ends a dump.
    byte[] end = gzip("the last object,\0\0\0\0\0\0\0\0");
    Path dump = Files.write(dir.resolve("heap.hprof.gz"), begin);
    assertThat(ending(dump)).isInstanceOf(Ending.Torn.class);
    Files.write(dump, end, StandardOpenOption.APPEND);
    assertThat(ending(dump)).isEqualTo(new Ending.Whole());
    Files.write(dump, new byte[] {0}, StandardOpenOption.APPEND);
    assertThat(ending(dump)).as("with a byte after its end").isInstanceOf(Ending.Torn.class);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
    return bytes.toByteArray();
  }

  @Test
  void dump_compressed_by_another_program_is_not_torn() throws Exception {
    Path plain = dump(25, "heap.hprof");
    Path compressed = dir.resolve("heap.hprof.gz");
    try (InputStream in = Files.newInputStream(plain);
        OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      in.transferTo(out);
    }
    assertThat(ending(compressed)).isNotInstanceOf(Ending.Torn.class);
  }

  private Path dump(int jdk, String name, String... options) throws Exception {
    Path home = Assembled.jdk(jdk);
    try (RecordedJvm jvm = RecordedJvm.start(home, dir)) {
      jvm.emit(20_000); // leaves noise on the heap, which does not compress
      Path target = dir.resolve(name);
      List<String> command = new ArrayList<>();
      command.addAll(List.of(home.resolve("bin/jcmd").toString(), String.valueOf(jvm.pid())));
      command.add("GC.heap_dump");
      command.addAll(List.of(options));
      command.add(target.toString());
      Path log = dir.resolve("jcmd.txt");
      Process jcmd =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assertThat(jcmd.waitFor()).as(Files.readString(log)).isZero();
      return target;
    }
  }

  /** Sizes from large to small, because each test file is made by a cut of the file before. */
  private static List<Long> cuts(long size) {
    LongStream edges = LongStream.of(size - 1, size - 8, size - 9, size - 10, size - 18);
    LongStream spread = LongStream.iterate(19, twentieths -> twentieths > 0, n -> n - 1);
    LongStream begin = LongStream.of(40, 31, 30, 19, 18, 5);
    return LongStream.concat(edges, LongStream.concat(spread.map(n -> size * n / 20), begin))
        .boxed()
        .toList();
  }

  private static void cut(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private static Ending ending(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return Endings.of(Format.of(file.getFileName().toString(), channel), channel);
    }
  }

  private static boolean isFinal(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return Endings.isFinal(Format.of(file.getFileName().toString(), channel), channel);
    }
  }
}
