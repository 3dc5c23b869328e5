package io.sparkrecorder.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One gzip member, inflated and checked, of which only the end is kept.
 *
 * @param end index behind its trailer
 * @param tail its last inflated bytes, one character per byte, at most {@value #KEPT}
 */
record GzipMember(int end, String tail) {
  private static final int KEPT = 16;
  private static final int HEADER = 10;
  private static final int TRAILER = 8;
  private static final int HAS_NAME = 0x08;
  private static final int HAS_COMMENT = 0x10;

  /** The member that begins at this index, if there is a whole one. */
  static Optional<GzipMember> at(byte[] bytes, int index) {
    if (!magic(bytes, index)) {
      return Optional.empty();
    }
    int flags = bytes[index + 3];
    int data = index + HEADER;
    data = (flags & HAS_NAME) == 0 ? data : afterText(bytes, data);
    data = (flags & HAS_COMMENT) == 0 ? data : afterText(bytes, data);
    return inflate(bytes, data);
  }

  private static boolean magic(byte[] bytes, int index) {
    return index + HEADER + TRAILER < bytes.length
        && bytes[index] == 0x1F
        && bytes[index + 1] == (byte) 0x8B
        && bytes[index + 2] == 8
        && (bytes[index + 3] & ~(HAS_NAME | HAS_COMMENT)) == 0;
  }

  private static int afterText(byte[] bytes, int index) {
    int position = index;
    while (position < bytes.length && bytes[position] != 0) {
      position++;
    }
    return Math.min(position + 1, bytes.length);
  }

  private static Optional<GzipMember> inflate(byte[] bytes, int data) {
    CRC32 crc = new CRC32();
    String tail = "";
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(bytes, data, bytes.length - data);
      byte[] block = new byte[8192];
      int inflated = 1;
      while (!inflater.finished() && inflated > 0) {
        inflated = inflater.inflate(block);
        crc.update(block, 0, inflated);
        tail = lastOf(tail, block, inflated);
      }
      int trailer = bytes.length - inflater.getRemaining();
      boolean whole =
          inflater.finished()
              && bytes.length - trailer >= TRAILER
              && littleEndian(bytes, trailer) == (int) crc.getValue()
              && littleEndian(bytes, trailer + 4) == (int) inflater.getBytesWritten();
      return whole ? Optional.of(new GzipMember(trailer + TRAILER, tail)) : Optional.empty();
    } catch (DataFormatException e) {
      return Optional.empty(); // the bytes only look like the begin of a member
    }
  }

  private static String lastOf(String before, byte[] block, int length) {
    int kept = Math.min(KEPT, length);
    String joined = before + new String(block, length - kept, kept, StandardCharsets.ISO_8859_1);
    return joined.substring(Math.max(0, joined.length() - KEPT));
  }

  private static int littleEndian(byte[] bytes, int index) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(index);
  }
}
