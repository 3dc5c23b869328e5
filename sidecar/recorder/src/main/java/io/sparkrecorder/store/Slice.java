package io.sparkrecorder.store;

import java.nio.file.Path;

/**
 * Bytes of a file in the spool that are to be moved.
 *
 * @param source the file
 * @param offset of the first byte
 * @param length how many
 * @param zeroAt offset within the slice of one byte that is stored as 0; -1 for none. A salvaged
 *     JFR chunk is marked finished that way.
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

  /** Bytes that must not reach the store, only their number. */
  public static Slice masked(Source source, long offset, long length) {
    return new Slice(source, offset, length, -1, true);
  }

  /** Whether its bytes are stored as they are. */
  boolean isExact() {
    return zeroAt < 0 && !masked;
  }
}
