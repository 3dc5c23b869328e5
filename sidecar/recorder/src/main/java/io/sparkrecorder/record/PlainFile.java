package io.sparkrecorder.record;

import io.sparkrecorder.format.Ending;
import io.sparkrecorder.format.Format;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.spool.SpoolFile;
import java.util.Optional;

/**
 * A file of the spool that is moved as it is.
 *
 * @param ending what its format tells
 * @param saved whether its agent said that it saved it
 */
record PlainFile(SpoolFile file, Format format, Ending ending, boolean saved) {

  /** The same file, which is a segment of this heap dump. */
  PlainFile asSegmentOf(String dump) {
    String why = "a segment of %s, which was never put together".formatted(dump);
    Format of = format == Format.OTHER ? Format.HPROF : format;
    return new PlainFile(file, of, new Ending.Torn(why), saved);
  }

  /**
   * The state that the file has in the store.
   *
   * @param end how its JVM ended
   */
  Judgement judge(JvmEnd end) {
    return switch (ending) {
      case Ending.Whole() -> new Judgement(FileState.WHOLE, Optional.empty());
      case Ending.Torn(String why) -> new Judgement(FileState.TORN, Optional.of(why));
      case Ending.Unchecked() ->
          saved
              ? new Judgement(FileState.WHOLE, Optional.empty())
              : new Judgement(FileState.UNVERIFIED, Optional.of(end.note()));
    };
  }

  /** A state and the note that belongs to it. */
  record Judgement(FileState state, Optional<String> note) {}
}
