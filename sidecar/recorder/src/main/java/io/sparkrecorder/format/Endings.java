package io.sparkrecorder.format;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells of each format whether a file of it is complete. */
public final class Endings {
  private static final String SAVED = ".saved";

  private Endings() {}

  /** Whether a file ends as its format says. JFR says more: see {@link Jfr#dissect}. */
  public static Ending of(Format format, FileChannel channel) throws IOException {
    return switch (format) {
      case JFR -> jfr(Jfr.dissect(channel));
      case HPROF -> Hprof.ending(channel);
      case HPROF_GZ -> HprofGz.ending(channel);
      case UNDO, HS_ERR, OTHER -> new Ending.Unchecked();
    };
  }

  /**
   * Whether a file may be moved although its JVM still runs: a heap dump that is whole, or a file
   * of which its agent said so by a file {@code <file>.saved} beside it. Nothing else is proof.
   */
  public static boolean isFinal(Path file, Format format, FileChannel channel) throws IOException {
    return isSaved(file, file.resolveSibling(file.getFileName() + SAVED))
        || (format == Format.HPROF && Hprof.ending(channel) instanceof Ending.Whole);
  }

  /** A word that is older than the file was said of an earlier file of that name. */
  private static boolean isSaved(Path file, Path saved) throws IOException {
    return Files.exists(saved)
        && Files.getLastModifiedTime(saved).compareTo(Files.getLastModifiedTime(file)) >= 0;
  }

  private static Ending jfr(Dissection dissection) {
    if (dissection.size() == 0) {
      return new Ending.Torn("it is empty");
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
