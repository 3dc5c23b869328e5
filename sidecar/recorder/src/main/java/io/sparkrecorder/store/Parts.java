package io.sparkrecorder.store;

import io.sparkrecorder.checksum.Crc32c;
import java.util.ArrayList;
import java.util.List;

/**
 * How a growing file is cut for a multipart upload: each part ends with what was added last, so
 * that any first parts are whole chunks, and no part but the last is smaller than S3 takes. Follows
 * from the file's sizes alone, so every run cuts it the same way.
 */
final class Parts {
  private static final long LEAST = 5L << 20;

  /** S3 takes 10 000 parts; of files that need more than some, they get larger. */
  private static final int SOME = 1_000;

  private final List<Part> parts = new ArrayList<>();
  private long bytes;
  private Crc32c crc32c = Crc32c.EMPTY;

  /** Of everything before the last part. */
  private Crc32c before = Crc32c.EMPTY;

  /** The file is as large as this now. */
  void grow(long newBytes, Crc32c newCrc32c) {
    int number = next();
    long begin = begin();
    if (number > parts.size()) {
      before = crc32c;
    } else {
      parts.removeLast();
    }
    bytes = newBytes;
    crc32c = newCrc32c;
    long length = bytes - begin;
    parts.add(
        new Part(number, begin, length, crc32c.after(before, length), length >= least(number)));
  }

  /** The part that the next byte goes into. */
  int next() {
    return parts.isEmpty() ? 1 : parts.getLast().number() + (parts.getLast().full() ? 1 : 0);
  }

  /** Where that part begins. */
  long begin() {
    return parts.isEmpty() || parts.getLast().full() ? bytes : parts.getLast().offset();
  }

  List<Part> list() {
    return List.copyOf(parts);
  }

  private static long least(int number) {
    return LEAST * (1 + (number - 1) / SOME);
  }
}
