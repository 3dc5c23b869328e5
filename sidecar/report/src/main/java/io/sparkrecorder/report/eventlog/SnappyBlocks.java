package io.sparkrecorder.report.eventlog;

import io.airlift.compress.snappy.SnappyDecompressor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Decompresses the blocks of snappy-java, which Spark writes with the codec {@code snappy}: a
 * header of 16 bytes, then the size of each block and the block.
 */
final class SnappyBlocks extends InputStream {
  private static final int HEADER = 16;

  /** The first bytes of a header where the size of a block may be: one file follows another. */
  private static final int HEADER_BEGINS = 0x82534E41;

  private static final int LARGEST = 1 << 25;

  private final InputStream in;
  private byte[] compressed = new byte[0];
  private byte[] block = new byte[0];
  private int at;
  private int end;

  SnappyBlocks(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    return more() ? block[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (!more()) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(block, at, into, offset, count);
    at += count;
    return count;
  }

  private boolean more() throws IOException {
    while (at == end) {
      byte[] field = in.readNBytes(Integer.BYTES);
      if (field.length == 0) {
        return false;
      }
      if (field.length < Integer.BYTES) {
        throw breaksOff();
      }
      int size = ByteBuffer.wrap(field).getInt();
      if (size == HEADER_BEGINS) {
        if (in.readNBytes(HEADER - Integer.BYTES).length < HEADER - Integer.BYTES) {
          throw breaksOff();
        }
      } else {
        next(size);
      }
    }
    return true;
  }

  private void next(int stored) throws IOException {
    if (stored < 0 || stored > LARGEST) {
      throw new IOException("a snappy block of %d bytes is refused".formatted(stored));
    }
    compressed = sized(compressed, stored);
    if (in.readNBytes(compressed, 0, stored) < stored) {
      throw breaksOff();
    }
    try {
      int size = SnappyDecompressor.getUncompressedLength(compressed, 0);
      if (size < 0 || size > LARGEST) {
        throw new IOException("a snappy block of %d bytes is refused".formatted(size));
      }
      block = sized(block, size);
      if (new SnappyDecompressor().decompress(compressed, 0, stored, block, 0, size) != size) {
        throw new IOException("a snappy block has another size than it says");
      }
      at = 0;
      end = size;
    } catch (RuntimeException e) {
      throw new IOException("a damaged snappy block: " + e.getMessage(), e);
    }
  }

  private static EOFException breaksOff() {
    return new EOFException("a snappy block breaks off");
  }

  private static byte[] sized(byte[] buffer, int size) {
    return buffer.length >= size ? buffer : new byte[size];
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
