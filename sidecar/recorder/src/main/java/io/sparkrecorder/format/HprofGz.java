package io.sparkrecorder.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Compressed heap dumps. HotSpot writes a row of gzip members of at most a megabyte each, so the
 * last of them can be checked without inflating the gigabytes before it.
 */
final class HprofGz {
  /** Size that holds the whole of HotSpot's last member with its begin. */
  private static final int TAIL = 2 << 20;

  /** Text in the comment of HotSpot's first member. */
  private static final String BLOCKS = "HPROF BLOCKSIZE=";

  private static final String END = (char) Hprof.HEAP_DUMP_END + "\0".repeat(Hprof.RECORD_HEAD - 1);

  private HprofGz() {}

  /** Tells whether these first bytes of a gzip file inflate to the begin of a heap dump. */
  static boolean begins(byte[] head) {
    byte[] magic = new byte[Hprof.MAGIC.length()];
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(head))) {
      return in.readNBytes(magic, 0, magic.length) == magic.length
          && new String(magic, StandardCharsets.ISO_8859_1).equals(Hprof.MAGIC);
    } catch (IOException e) {
      return false; // cut within its first bytes, or no gzip at all
    }
  }

  /**
   * Gives Torn if the last member is cut or does not end as a dump ends, and Whole if it does; the
   * members before it are not read.
   */
  static Ending ending(FileChannel channel) throws IOException {
    byte[] tail = read(channel, Math.max(0, channel.size() - TAIL), TAIL);
    Optional<GzipMember> last = lastMember(tail);
    if (last.isPresent()) {
      return endsDump(last.get().tail())
          ? new Ending.Whole()
          : new Ending.Torn("no end of the dump in its last gzip member");
    }
    // A person's gzip is one member of any size: nothing is proved unless all of it is here.
    return tail.length == channel.size() || inBlocks(channel)
        ? new Ending.Torn("its last gzip member is cut")
        : new Ending.Unchecked();
  }

  private static Optional<GzipMember> lastMember(byte[] tail) {
    for (int index = tail.length - 1; index >= 0; index--) {
      Optional<GzipMember> member =
          GzipMember.at(tail, index).filter(found -> found.end() == tail.length);
      if (member.isPresent()) {
        return member;
      }
    }
    return Optional.empty();
  }

  /** Compares both ways, because the nine bytes of the end may begin in the previous member. */
  private static boolean endsDump(String tail) {
    return tail.endsWith(END) || END.endsWith(tail);
  }

  private static boolean inBlocks(FileChannel channel) throws IOException {
    return new String(read(channel, 0, 64), StandardCharsets.ISO_8859_1).contains(BLOCKS);
  }

  private static byte[] read(FileChannel channel, long from, int atMost) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(atMost, channel.size() - from));
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
      // A read may give fewer bytes than requested.
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
