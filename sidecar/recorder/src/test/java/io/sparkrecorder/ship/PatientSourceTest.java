package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sparkrecorder.s3.model.Source;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import io.sparkrecorder.time.HangingFileSystem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatientSourceTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void file_reads_from_a_position() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "recording");
    PatientSource source = source(() -> FileChannel.open(file), LONG);
    ByteBuffer buffer = ByteBuffer.allocate(100);

    try (SeekableByteChannel channel = source.open()) {
      channel.position(2);
      assertThat(channel.read(buffer)).isEqualTo(7);
      assertThat(channel.position()).isEqualTo(9);
      assertThat(channel.size()).isEqualTo(9);
      assertThat(channel.read(buffer)).as("at the end").isEqualTo(-1);
    }

    assertThat(new String(buffer.array(), 0, 7, StandardCharsets.US_ASCII)).isEqualTo("cording");
    assertThat(source.hung()).isFalse();
  }

  @Test
  void failure_of_the_file_is_no_hang() {
    PatientSource source = source(() -> FileChannel.open(folder.resolve("absent")), LONG);

    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(source::open);
    assertThat(source.hung()).isFalse();
  }

  @Test
  void volume_that_does_not_answer_is_noted() {
    CountDownLatch never = new CountDownLatch(1);
    PatientSource source =
        source(
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new InterruptedIOException();
              }
              throw new IOException("late");
            },
            Duration.ofMillis(50));

    assertThatExceptionOfType(HangingFileSystem.class)
        .isThrownBy(source::open)
        .withMessageContaining("open a file");
    assertThat(source.hung()).isTrue();
    never.countDown();
  }

  @Test
  void source_cannot_be_written() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "recording");

    try (SeekableByteChannel channel = source(() -> FileChannel.open(file), LONG).open()) {
      assertThatExceptionOfType(NonWritableChannelException.class)
          .isThrownBy(() -> channel.write(ByteBuffer.allocate(1)));
      assertThatExceptionOfType(NonWritableChannelException.class)
          .isThrownBy(() -> channel.truncate(0));
    }
  }

  private static PatientSource source(Source source, Duration patience) {
    return new PatientSource(source, new BlockingCalls("the store", patience), Deadline.in(LONG));
  }
}
