package io.sparkrecorder.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** The log of a crashed JVM. HotSpot ends it with a line of its own, from JDK 8 on. */
final class HsErr {
  private static final String END = "\nEND.\n";

  /** Longer than the end mark, because a tool may have added empty lines. */
  private static final int TAIL = 32;

  private HsErr() {}

  static Ending ending(FileChannel channel) throws IOException {
    String tail = tail(channel).stripTrailing() + "\n";
    return tail.endsWith(END)
        ? new Ending.Whole()
        : new Ending.Torn("it does not end with the line END.");
  }

  private static String tail(FileChannel channel) throws IOException {
    long begin = Math.max(0, channel.size() - TAIL);
    ByteBuffer bytes = ByteBuffer.allocate(TAIL);
    while (bytes.hasRemaining() && channel.read(bytes, begin + bytes.position()) > 0) {
      // A read may give fewer bytes than requested.
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
  }
}
