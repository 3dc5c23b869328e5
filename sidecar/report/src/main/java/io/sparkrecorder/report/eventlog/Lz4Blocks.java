package io.sparkrecorder.report.eventlog;

import io.airlift.compress.lz4.Lz4Decompressor;
import io.sparkrecorder.text.Failures;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Decompresses the blocks of lz4-java, which Spark writes with the codec {@code lz4}. */
final class Lz4Blocks extends Blocks {
  private static final byte[] MAGIC = "LZ4Block".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = MAGIC.length + 1 + 3 * Integer.BYTES;
  private static final int METHOD = 0xF0;
  private static final int RAW = 0x10;
  private static final int LZ4 = 0x20;

  /** The library's seed, and the bits that it keeps. */
  private static final int SEED = 0x9747b28c;

  private static final int CHECKSUM = 0xFFFFFFF;

  Lz4Blocks(InputStream in) {
    super(in, "an lz4");
  }

  @Override
  boolean next(InputStream from) throws IOException {
    byte[] header = from.readNBytes(HEADER);
    if (header.length == 0) {
      return false;
    }
    if (header.length < HEADER || !Arrays.equals(MAGIC, 0, MAGIC.length, header, 0, MAGIC.length)) {
      throw new EOFException("not a block of lz4");
    }
    ByteBuffer fields =
        ByteBuffer.wrap(header, MAGIC.length + 1, 3 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int stored = fields.getInt();
    int size = fields.getInt();
    refuseLarge(size);
    byte[] compressed = compressed(stored);
    byte[] block = block(size);
    unpack(header[MAGIC.length] & METHOD, compressed, stored, block, size);
    if (size > 0 && (XxHash32.of(block, size, SEED) & CHECKSUM) != fields.getInt()) {
      throw new IOException("an lz4 block is damaged: its checksum differs");
    }
    give(size);
    return true;
  }

  private static void unpack(int method, byte[] compressed, int stored, byte[] block, int size)
      throws IOException {
    switch (method) {
      case RAW -> System.arraycopy(compressed, 0, block, 0, Math.min(stored, size));
      case LZ4 -> {
        try {
          if (size > 0
              && new Lz4Decompressor().decompress(compressed, 0, stored, block, 0, size) != size) {
            throw new IOException("an lz4 block has another size than it says");
          }
        } catch (RuntimeException e) {
          throw new IOException("a damaged lz4 block: " + Failures.message(e), e);
        }
      }
      default -> throw new IOException("an lz4 block of unknown method " + method);
    }
  }
}
