package io.sparkrecorder.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Writes files in pieces of random sizes with random pauses, like agents. */
final class SlowFile {
  private static final int PIECE = 500_000;
  private static final long PAUSE_NANOS = 15_000_000;

  private final RandomGenerator random;

  SlowFile(RandomGenerator random) {
    this.random = random;
  }

  /** Writes a new file from beginning to end. */
  void write(Path file, Content content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      write(channel, content);
    }
  }

  /** Writes a chunk like a JVM: open at first, with the byte that marks it as finished last. */
  void writeChunk(Path file, Content chunk) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      write(channel, JfrChunks.opened(chunk));
      channel.write(ByteBuffer.allocate(1), JfrChunks.STATE);
    }
  }

  void append(Path file, Content content) throws IOException {
    Files.write(file, content.toBytes(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void write(FileChannel channel, Content content) throws IOException {
    ByteBuffer bytes = content.buffer();
    while (bytes.hasRemaining()) {
      bytes.limit(Math.min(bytes.capacity(), bytes.position() + 1 + random.nextInt(PIECE)));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      bytes.limit(bytes.capacity());
      if (random.nextInt(3) == 0) {
        LockSupport.parkNanos(random.nextLong(PAUSE_NANOS));
      }
    }
  }
}
