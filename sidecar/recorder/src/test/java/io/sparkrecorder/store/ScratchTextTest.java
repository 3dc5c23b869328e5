package io.sparkrecorder.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScratchTextTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void document_reads_as_it_was_written_from_disk_and_from_memory(boolean disk) throws IOException {
    byte[] bytes = new byte[200_000];
    new Random(1).nextBytes(bytes);
    try (Scratch scratch = Scratch.open(disk ? List.of(folder) : List.of())) {
      ScratchText text = new ScratchText(scratch);
      try (text) {
        for (int at = 0; at < bytes.length; at += 7_777) {
          text.write(bytes, at, Math.min(7_777, bytes.length - at));
        }
      }
      assertThat(text.bytes()).isEqualTo(bytes.length);
      assertThat(text.crc32c()).isEqualTo(Crc32c.of(bytes));
      assertThat(text.open().readAllBytes()).isEqualTo(bytes);
      assertThat(text.open().readAllBytes()).as("read once more").isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, (32 << 10) - 1, 32 << 10, (32 << 10) + 1, 40 * (32 << 10)})
  void document_of_any_number_of_blocks_is_read_byte_by_byte(int length) throws IOException {
    byte[] bytes = new byte[length];
    new Random(2).nextBytes(bytes);
    try (Scratch scratch = Scratch.open(List.of(folder))) {
      ScratchText text = new ScratchText(scratch);
      try (text) {
        text.write(bytes);
      }
      byte[] read = new byte[length];
      try (InputStream in = text.open()) {
        for (int at = 0; at < length; at++) {
          read[at] = (byte) in.read();
        }
        assertThat(in.read()).isEqualTo(-1);
      }
      assertThat(read).isEqualTo(bytes);
    }
  }

  @Test
  void two_documents_in_one_scratch_do_not_mix() throws IOException {
    try (Scratch scratch = Scratch.open(List.of(folder))) {
      ScratchText first = new ScratchText(scratch);
      ScratchText second = new ScratchText(scratch);
      for (int part = 0; part < 3; part++) {
        first.write("a".repeat(20_000).getBytes(UTF_8));
        second.write('b');
      }
      first.close();
      second.close();

      assertThat(first.open()).hasContent("a".repeat(60_000));
      assertThat(second.open()).hasContent("bbb");
    }
  }
}
