package io.sparkrecorder.history;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bytes of a file that a request asks for. */
final class ByteRange {
  private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  private final long from;
  private final long length;
  private final boolean part;

  private ByteRange(long from, long length, boolean part) {
    this.from = from;
    this.length = length;
    this.part = part;
  }

  static ByteRange whole(long size) {
    return new ByteRange(0, size, false);
  }

  /**
   * Reads the header {@code Range}. A header with another unit or with several ranges asks for the
   * whole file, as the standard allows.
   *
   * @return empty if the file has none of these bytes
   */
  static Optional<ByteRange> of(String header, long size) {
    Matcher range = ONE.matcher(header.trim());
    if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
      return Optional.of(whole(size));
    }
    if (range.group(1).isEmpty()) {
      long last = Math.min(Long.parseLong(range.group(2)), size);
      return last == 0 ? Optional.empty() : Optional.of(new ByteRange(size - last, last, true));
    }
    long from = Long.parseLong(range.group(1));
    long to =
        range.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(range.group(2)), size - 1);
    if (from >= size) {
      return Optional.empty();
    }
    // A range that ends before it begins is no range.
    return Optional.of(to < from ? whole(size) : new ByteRange(from, to - from + 1, true));
  }

  long from() {
    return from;
  }

  long length() {
    return length;
  }

  /** False if no range was asked for. */
  boolean isPart() {
    return part;
  }

  /** The value of the header {@code Content-Range}. */
  String contentRange(long size) {
    return "bytes " + from + "-" + (from + length - 1) + "/" + size;
  }
}
