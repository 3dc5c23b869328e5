package io.sparkrecorder.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.BitSet;

/** Walks the records of a heap dump by their lengths, and reads only their heads. */
final class Hprof {
  static final String MAGIC = "JAVA PROFILE 1.0";

  /** Nine bytes that end every dump of a JVM since Java 6: a tag, a time and a length, both 0. */
  static final int HEAP_DUMP_END = 0x2C;

  static final int RECORD_HEAD = 9;

  private static final int HEAP_DUMP = 0x0C;
  private static final int LONGEST_VERSION = 32;
  private static final int AFTER_VERSION = 4 + 8; // size of ids, time of the dump

  private static final int LENGTH_AT = 5;
  private static final BitSet TAGS = tags();

  private Hprof() {}

  /** Gives Whole if the records fill the file and the last one says that the dump is complete. */
  static Ending ending(FileChannel channel) throws IOException {
    Window window = new Window(channel);
    long size = channel.size();
    if (!begins(window)) {
      return new Ending.Torn("it does not begin as a heap dump");
    }
    long position = firstRecord(window);
    int tag = Window.NOTHING;
    long length = 0;
    while (position < size) {
      tag = window.u1(position);
      length = window.u4(position + LENGTH_AT);
      if (!TAGS.get(tag) || length == Window.NOTHING || length > size - position - RECORD_HEAD) {
        return new Ending.Torn("the record at %d is cut".formatted(position));
      }
      position += RECORD_HEAD + length;
    }
    // A dump without segments is one record, whose length is filled in at the end.
    boolean complete = tag == HEAP_DUMP_END || (tag == HEAP_DUMP && length > 0);
    return complete && position == size
        ? new Ending.Whole()
        : new Ending.Torn("no end of the dump after its records");
  }

  private static boolean begins(Window window) throws IOException {
    for (int i = 0; i < MAGIC.length(); i++) {
      if (window.u1(i) != MAGIC.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The position behind the version, which is text up to a zero. */
  private static long firstRecord(Window window) throws IOException {
    long position = MAGIC.length();
    while (position < LONGEST_VERSION && window.u1(position) > 0) {
      position++;
    }
    return position + 1 + AFTER_VERSION;
  }

  /**
   * The tags of types, classes, stacks, sites, threads, settings, and of the dump itself, in one
   * record or in segments.
   */
  private static BitSet tags() {
    BitSet tags = new BitSet();
    tags.set(0x01, 0x0F);
    tags.set(0x1C);
    tags.set(HEAP_DUMP_END);
    return tags;
  }
}
