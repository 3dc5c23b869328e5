package io.sparkrecorder.format;

import io.sparkrecorder.testbed.RecordedJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of a real chunk whose JVM was killed, and ways to damage them.
 *
 * @param bytes the bytes that were on disk
 */
record TornChunk(ByteBuffer bytes) {
  static final int SIZE = 8;
  static final int CHECKPOINT = 16;
  static final int METADATA = 24;

  static TornChunk of(Path jdk, Path spool) throws IOException {
    try (RecordedJvm jvm = RecordedJvm.start(jdk, spool)) {
      jvm.emit(20);
      jvm.awaitFlushed();
      jvm.emit(5);
      jvm.kill();
      byte[] bytes = Files.readAllBytes(Assembled.chunks(spool).getLast());
      return new TornChunk(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }
  }

  /** The number of bytes up to the last flush. */
  int flushed() {
    return Math.toIntExact(bytes.getLong(SIZE));
  }

  int length() {
    return bytes.capacity();
  }

  byte[] copy() {
    byte[] copy = new byte[length()];
    bytes.get(0, copy);
    return copy;
  }

  byte[] firstBytes(int length) {
    byte[] copy = new byte[length];
    bytes.get(0, copy);
    return copy;
  }

  /** A copy with one of the header's numbers replaced. */
  byte[] with(int field, long value) {
    byte[] copy = copy();
    ByteBuffer.wrap(copy).putLong(field, value);
    return copy;
  }

  byte[] flipped(int index, int bits) {
    byte[] copy = copy();
    copy[index] ^= (byte) bits;
    return copy;
  }

  /** The chunk that its JVM would have closed at the last flush. */
  byte[] finished() {
    byte[] copy = firstBytes(flushed());
    copy[Piece.STATE] = 0;
    return copy;
  }
}
