package io.sparkrecorder.record;

import io.sparkrecorder.format.Ending;
import io.sparkrecorder.format.Format;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.spool.SpoolFile;
import java.util.Optional;

/**
 * A file of the spool that is moved unchanged.
 *
 * @param ending the ending that its format shows
 * @param saved whether its agent said that it saved the file
 */
record PlainFile(SpoolFile file, Format format, Ending ending, boolean saved) {

  /** The same file as a segment of this heap dump. */
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

  record Judgement(FileState state, Optional<String> note) {}
}
