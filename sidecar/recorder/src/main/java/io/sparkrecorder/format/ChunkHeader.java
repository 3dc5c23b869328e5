package io.sparkrecorder.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * The big-endian bytes at the begin of every JFR chunk (JDK 8 to 25, async-profiler). All positions
 * count from the begin of the chunk.
 *
 * @param size bytes of the chunk; if it is open, up to its last flush
 * @param checkpoint position of the last checkpoint event (constant pool)
 * @param metadata position of the metadata event
 * @param key start in nanoseconds and in ticks
 * @param state 0 finished, 255 being updated, else a count of flushes
 */
record ChunkHeader(long size, long checkpoint, long metadata, ChunkKey key, int state) {
  static final int LENGTH = 68;

  private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;

  /** The header at this offset, if there is one of a version that readers know. */
  static Optional<ChunkHeader> at(FileChannel channel, long offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        return Optional.empty();
      }
    }
    int major = bytes.getShort(4);
    return bytes.getInt(0) == MAGIC && (major == 1 || major == 2)
        ? Optional.of(parse(bytes))
        : Optional.empty();
  }

  /**
   * The header of a file that may be written at this moment. The JVM marks the state, then writes
   * the fields: only a header that reads the same twice is true.
   */
  static Optional<ChunkHeader> stable(FileChannel channel) throws IOException {
    Optional<ChunkHeader> first = at(channel, 0);
    return first.equals(at(channel, 0)) ? first : Optional.empty();
  }

  /**
   * Tells whether the writer closed the chunk. async-profiler has 0 here from the start: see the
   * size too.
   */
  boolean finished() {
    return state == 0;
  }

  private static ChunkHeader parse(ByteBuffer bytes) {
    return new ChunkHeader(
        bytes.getLong(8),
        bytes.getLong(16),
        bytes.getLong(24),
        new ChunkKey(bytes.getLong(32), bytes.getLong(48)),
        bytes.get(Piece.STATE) & 0xFF);
  }
}
