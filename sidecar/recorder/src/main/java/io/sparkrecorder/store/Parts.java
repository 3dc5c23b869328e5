package io.sparkrecorder.store;

import io.sparkrecorder.checksum.Crc32c;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a growing file for a multipart upload: each part ends with the end of an append, so that the
 * first parts of an upload are always whole chunks, and only the last part is smaller than the
 * least size that S3 accepts. The cut follows from the file's sizes alone, so every run cuts the
 * file the same way.
 */
final class Parts {
  private static final long LEAST = 5L << 20;

  private final List<Part> parts = new ArrayList<>();
  private long bytes;
  private Crc32c crc32c = Crc32c.EMPTY;

  /** Checksum of all bytes before the last part. */
  private Crc32c before = Crc32c.EMPTY;

  /** Updates the size of the file. */
  void grow(long newBytes, Crc32c newCrc32c) {
    boolean next = parts.isEmpty() || parts.getLast().full();
    int number = next ? parts.size() + 1 : parts.size();
    long begin = next ? bytes : parts.getLast().offset();
    if (next) {
      before = crc32c;
    } else {
      parts.removeLast();
    }
    bytes = newBytes;
    crc32c = newCrc32c;
    long length = bytes - begin;
    parts.add(new Part(number, begin, length, crc32c.after(before, length), length >= LEAST));
  }

  List<Part> list() {
    return List.copyOf(parts);
  }
}
