package io.sparkrecorder.format;

import java.util.List;

/**
 * What of a file that nobody writes any more is readable.
 *
 * @param pieces what readers take, in order and without gaps
 * @param readable bytes that the pieces cover, from the begin of the file
 * @param size bytes of the file; what lies between {@code readable} and here no reader takes
 * @param note why not all is readable, empty when it is
 */
public record Dissection(List<Piece> pieces, long readable, long size, String note) {
  public Dissection {
    pieces = List.copyOf(pieces);
  }

  /** Bytes at the end that no reader takes. */
  public long rest() {
    return size - readable;
  }
}
