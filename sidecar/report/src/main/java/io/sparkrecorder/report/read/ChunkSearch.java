package io.sparkrecorder.report.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Finds places in a file that look like the begin of a chunk. */
final class ChunkSearch {
  private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;
  private static final int BUFFER = 64 << 10;

  private final FileChannel channel;

  ChunkSearch(FileChannel channel) {
    this.channel = channel;
  }

  /** The first such place at this position or behind it; the size of the file if there is none. */
  long next(long from) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    long start = from;
    while (channel.size() - start >= Integer.BYTES) {
      channel.read(buffer.clear(), start);
      buffer.flip();
      for (int at = 0; at + Integer.BYTES <= buffer.limit(); at++) {
        if (buffer.getInt(at) == MAGIC) {
          return start + at;
        }
      }
      // A place may lie across the end of the buffer.
      start += Math.max(1, buffer.limit() - Integer.BYTES + 1);
    }
    return channel.size();
  }
}
