package io.sparkrecorder.report.eventlog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Frames of zstd, still compressed, of which each is complete: a frame that breaks off ends after
 * its last complete block instead. A decompressor holds back the text of a frame's window until the
 * frame ends, so it would lose the text of those blocks.
 */
final class ZstdFrames extends InputStream {
  private static final int MAGIC = 0xFD2FB528;
  private static final int CHECKSUM_FLAG = 1 << 2;
  private static final int SINGLE_SEGMENT_FLAG = 1 << 5;
  private static final int BLOCK_HEADER = 3;
  private static final int CHECKSUM = 4;
  private static final int RLE = 1;
  private static final int[] DICTIONARY_ID = {0, 1, 2, 4};
  private static final int[] CONTENT_SIZE = {0, 2, 4, 8};
  private static final byte[] EMPTY_LAST_BLOCK = {1, 0, 0};

  private final InputStream in;
  private final long most;
  private long given;
  private byte[] unit = new byte[0];
  private int at;
  private boolean inFrame;
  private boolean hasChecksum;
  private Optional<String> problem = Optional.empty();

  /**
   * Reads frames.
   *
   * @param most number of headers and blocks after which a damage is known to come
   */
  ZstdFrames(InputStream in, long most) {
    this.in = in;
    this.most = most;
  }

  /** The number of headers and blocks that were given. */
  long given() {
    return given;
  }

  /** Why the frames end before the file does, or in the middle of a frame; empty if they do not. */
  Optional<String> problem() {
    return problem;
  }

  @Override
  public int read() throws IOException {
    return more() ? unit[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (!more()) {
      return -1;
    }
    int count = Math.min(length, unit.length - at);
    System.arraycopy(unit, at, into, offset, count);
    at += count;
    return count;
  }

  private boolean more() throws IOException {
    while (at == unit.length) {
      unit = problem.isPresent() ? new byte[0] : next();
      at = 0;
      if (unit.length == 0) {
        return false;
      }
    }
    return true;
  }

  /** The next header or block; empty at the end. */
  private byte[] next() throws IOException {
    if (given == most) {
      ends("a block of zstd is damaged");
      return inFrame ? EMPTY_LAST_BLOCK : new byte[0];
    }
    given++;
    return inFrame ? block() : header();
  }

  private byte[] header() throws IOException {
    byte[] start = in.readNBytes(Integer.BYTES + 1);
    if (start.length == 0) {
      return start;
    }
    if (start.length <= Integer.BYTES) {
      return breaksOff();
    }
    if (number(start, Integer.BYTES) != MAGIC) {
      return ends("not a frame of zstd");
    }
    int descriptor = start[Integer.BYTES] & 0xFF;
    boolean single = (descriptor & SINGLE_SEGMENT_FLAG) != 0;
    int contentSize = CONTENT_SIZE[descriptor >> 6];
    int more =
        (single ? Math.max(1, contentSize) : 1 + contentSize) + DICTIONARY_ID[descriptor & 3];
    byte[] rest = in.readNBytes(more);
    if (rest.length < more) {
      return breaksOff();
    }
    // A frame that ends early cannot have a correct checksum, so the decompressor expects none.
    hasChecksum = (descriptor & CHECKSUM_FLAG) != 0;
    start[Integer.BYTES] = (byte) (descriptor & ~CHECKSUM_FLAG);
    inFrame = true;
    return joined(start, rest);
  }

  private byte[] block() throws IOException {
    byte[] header = in.readNBytes(BLOCK_HEADER);
    if (header.length < BLOCK_HEADER) {
      return frameBreaksOff();
    }
    int fields = number(header, BLOCK_HEADER);
    int size = ((fields >> 1) & 3) == RLE ? 1 : fields >> 3;
    byte[] content = in.readNBytes(size);
    if (content.length < size) {
      return frameBreaksOff();
    }
    if ((fields & 1) != 0) {
      inFrame = false;
      if (hasChecksum && in.readNBytes(CHECKSUM).length < CHECKSUM) {
        problem = Optional.of("a frame of zstd is not complete");
      }
    }
    return joined(header, content);
  }

  private byte[] frameBreaksOff() {
    breaksOff();
    return EMPTY_LAST_BLOCK;
  }

  private byte[] breaksOff() {
    return ends("a frame of zstd is not complete");
  }

  private byte[] ends(String why) {
    problem = Optional.of(why);
    return new byte[0];
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream(first.length + second.length);
    joined.writeBytes(first);
    joined.writeBytes(second);
    return joined.toByteArray();
  }

  /** A number whose lowest byte is first. */
  private static int number(byte[] bytes, int length) {
    int number = 0;
    for (int index = length - 1; index >= 0; index--) {
      number = (number << 8) | (bytes[index] & 0xFF);
    }
    return number;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
