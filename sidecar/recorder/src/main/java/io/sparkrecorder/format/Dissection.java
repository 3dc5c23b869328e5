package io.sparkrecorder.format;

import java.util.List;

/**
 * The readable pieces of a file that has no writer any more.
 *
 * @param pieces pieces that readers accept, in order and without gaps
 * @param readable end of the pieces, which cover all bytes up to it from where the cutting began
 * @param size bytes of the file; no reader accepts those behind {@code readable}
 * @param note why not all is readable, empty if it is
 */
public record Dissection(List<Piece> pieces, long readable, long size, String note) {
  public Dissection {
    pieces = List.copyOf(pieces);
  }

  /** The number of bytes at the end that no reader accepts. */
  public long rest() {
    return size - readable;
  }
}
