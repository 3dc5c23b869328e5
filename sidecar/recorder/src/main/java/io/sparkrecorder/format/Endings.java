package io.sparkrecorder.format;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** Tells for each format whether a file of it is complete. */
public final class Endings {
  private static final Ending EMPTY = new Ending.Torn("it is empty");

  private Endings() {}

  /** Tells whether a file ends as its format requires. JFR tells more: see {@link Jfr#dissect}. */
  public static Ending of(Format format, FileChannel channel) throws IOException {
    return switch (format) {
      case JFR -> jfr(Jfr.dissect(channel));
      case HPROF -> Hprof.ending(channel);
      case HPROF_GZ -> HprofGz.ending(channel);
      case HS_ERR -> HsErr.ending(channel);
      case UNDO -> channel.size() == 0 ? EMPTY : new Ending.Unchecked();
      case OTHER -> new Ending.Unchecked();
    };
  }

  /**
   * Tells whether a file may be moved although its JVM still runs, because its format proves that
   * it is complete. Only a heap dump proves it: more chunks may follow in a JFR file, and the last
   * member of a compressed heap dump says nothing about the members before it.
   */
  public static boolean isFinal(Format format, FileChannel channel) throws IOException {
    return format == Format.HPROF && Hprof.ending(channel) instanceof Ending.Whole;
  }

  private static Ending jfr(Dissection dissection) {
    if (dissection.size() == 0) {
      return EMPTY;
    }
    if (dissection.rest() > 0) {
      return new Ending.Torn(dissection.note());
    }
    return dissection.pieces().stream()
        .filter(Piece::finish)
        .findFirst()
        .<Ending>map(piece -> new Ending.Torn(piece.note()))
        .orElseGet(Ending.Whole::new);
  }
}
