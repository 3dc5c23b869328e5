package io.sparkrecorder.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file seen through one small buffer, so that walking a large file costs no heap. */
final class Window {
  /** The result of a read where the file has no bytes: no length, type or delta has this value. */
  static final int NOTHING = -1;

  private static final int CAPACITY = 64 << 10;
  private static final int LONGEST_VARINT = 9;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY).limit(0);
  private long start;

  Window(FileChannel channel) {
    this.channel = channel;
  }

  /** The byte at this position, or {@link #NOTHING}. */
  int u1(long position) throws IOException {
    if (position < start || position >= start + buffer.limit()) {
      load(position);
    }
    long index = position - start;
    return index >= 0 && index < buffer.limit() ? buffer.get((int) index) & 0xFF : NOTHING;
  }

  /** The unsigned big endian number of four bytes, or {@link #NOTHING}. */
  long u4(long position) throws IOException {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      int next = u1(position + i);
      if (next == NOTHING) {
        return NOTHING;
      }
      value = value << 8 | next;
    }
    return value;
  }

  /** JFR's compressed number (LEB128, except that the ninth byte uses all its eight bits). */
  long varint(long position) throws IOException {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      int next = u1(position + i);
      if (next == NOTHING) {
        return NOTHING;
      }
      if (i == LONGEST_VARINT - 1) {
        return value | (long) next << 56;
      }
      value |= (next & 0x7FL) << (7 * i);
      if (next < 0x80) {
        return value;
      }
    }
    return value;
  }

  /** The position behind the compressed number at this position. */
  long afterVarint(long position) throws IOException {
    int length = 1;
    while (length < LONGEST_VARINT && (u1(position + length - 1) & 0x80) != 0) {
      length++;
    }
    return position + length;
  }

  private void load(long position) throws IOException {
    buffer.clear();
    start = position;
    int read = 0;
    while (position >= 0 && buffer.hasRemaining() && read >= 0) {
      read = channel.read(buffer, start + buffer.position());
    }
    buffer.flip();
  }
}
