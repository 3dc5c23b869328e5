package io.sparkrecorder.report.eventlog;

import io.airlift.compress.snappy.SnappyDecompressor;
import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Decompresses the blocks of snappy-java, which Spark writes with the codec {@code snappy}: a
 * header of 16 bytes, then the size of each block and the block.
 */
final class SnappyBlocks extends Blocks {
  private static final int HEADER = 16;

  /** The first bytes of a header where the size of a block may be: one file follows another. */
  private static final int HEADER_BEGINS = 0x82534E41;

  SnappyBlocks(InputStream in) {
    super(in, "a snappy");
  }

  @Override
  boolean next(InputStream from) throws IOException {
    byte[] field = from.readNBytes(Integer.BYTES);
    if (field.length == 0) {
      return false;
    }
    if (field.length < Integer.BYTES) {
      throw breaksOff();
    }
    int stored = ByteBuffer.wrap(field).getInt();
    if (stored != HEADER_BEGINS) {
      unpack(compressed(stored), stored);
    } else if (from.readNBytes(HEADER - Integer.BYTES).length < HEADER - Integer.BYTES) {
      throw breaksOff();
    }
    return true;
  }

  private void unpack(byte[] compressed, int stored) throws IOException {
    try {
      int size = SnappyDecompressor.getUncompressedLength(compressed, 0);
      byte[] block = block(size);
      if (new SnappyDecompressor().decompress(compressed, 0, stored, block, 0, size) != size) {
        throw new IOException("a snappy block has another size than it says");
      }
      give(size);
    } catch (RuntimeException e) {
      throw new IOException("a damaged snappy block: " + Failures.message(e), e);
    }
  }
}
