package io.sparkrecorder.report.eventlog;

import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Decompresses the blocks of lz4-java, which Spark writes with the codec {@code lz4}. */
final class Lz4Blocks extends InputStream {
  private static final byte[] MAGIC = "LZ4Block".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = MAGIC.length + 1 + 3 * Integer.BYTES;
  private static final int METHOD = 0xF0;
  private static final int RAW = 0x10;
  private static final int LZ4 = 0x20;
  private static final int LARGEST = 1 << 25;

  /** The library's seed, and the bits that it keeps. */
  private static final int SEED = 0x9747b28c;

  private static final int CHECKSUM = 0xFFFFFFF;

  private final InputStream in;
  private byte[] compressed = new byte[0];
  private byte[] block = new byte[0];
  private int at;
  private int end;

  Lz4Blocks(InputStream in) {
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
      byte[] header = in.readNBytes(HEADER);
      if (header.length == 0) {
        return false;
      }
      next(header);
    }
    return true;
  }

  private void next(byte[] header) throws IOException {
    if (header.length < HEADER
        || !java.util.Arrays.equals(MAGIC, 0, MAGIC.length, header, 0, MAGIC.length)) {
      throw new EOFException("not a block of lz4");
    }
    ByteBuffer fields =
        ByteBuffer.wrap(header, MAGIC.length + 1, 3 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int stored = fields.getInt();
    int size = fields.getInt();
    if (stored < 0 || size < 0 || stored > LARGEST || size > LARGEST) {
      throw new IOException("an lz4 block of %d bytes is refused".formatted(size));
    }
    compressed = sized(compressed, stored);
    if (in.readNBytes(compressed, 0, stored) < stored) {
      throw new EOFException("an lz4 block breaks off");
    }
    unpack(header[MAGIC.length] & METHOD, stored, size);
    if (size > 0 && (XxHash32.of(block, size, SEED) & CHECKSUM) != fields.getInt()) {
      end = 0;
      throw new IOException("an lz4 block is damaged: its checksum differs");
    }
  }

  private void unpack(int method, int stored, int size) throws IOException {
    block = sized(block, size);
    switch (method) {
      case RAW -> System.arraycopy(compressed, 0, block, 0, Math.min(stored, size));
      case LZ4 -> {
        try {
          if (size > 0
              && new Lz4Decompressor().decompress(compressed, 0, stored, block, 0, size) != size) {
            throw new IOException("an lz4 block has another size than it says");
          }
        } catch (RuntimeException e) {
          throw new IOException("a damaged lz4 block: " + e.getMessage(), e);
        }
      }
      default -> throw new IOException("an lz4 block of unknown method " + method);
    }
    at = 0;
    end = size;
  }

  private static byte[] sized(byte[] buffer, int size) {
    return buffer.length >= size ? buffer : new byte[size];
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
