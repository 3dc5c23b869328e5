package io.sparkrecorder.store;

import java.nio.file.Path;

/**
 * A range of bytes of a file in the spool to move.
 *
 * @param source the file
 * @param offset offset of the first byte
 * @param length number of bytes
 * @param zeroAt offset within the slice of one byte that is stored as 0; -1 for none. This marks a
 *     salvaged JFR chunk as finished.
 * @param masked whether each of its bytes is stored as {@value #MASK}
 */
public record Slice(Source source, long offset, long length, long zeroAt, boolean masked) {
  static final char MASK = '*';

  public Slice(Source source, long offset, long length, long zeroAt) {
    this(source, offset, length, zeroAt, false);
  }

  static Slice of(Path source, long offset, long length) {
    return new Slice(Source.of(source), offset, length, -1);
  }

  public static Slice of(Source source, long offset, long length) {
    return new Slice(source, offset, length, -1);
  }

  /** A slice whose bytes must not reach the store, only their number. */
  public static Slice masked(Source source, long offset, long length) {
    return new Slice(source, offset, length, -1, true);
  }

  /** Tells whether its bytes are stored unchanged. */
  boolean isExact() {
    return zeroAt < 0 && !masked;
  }
}
