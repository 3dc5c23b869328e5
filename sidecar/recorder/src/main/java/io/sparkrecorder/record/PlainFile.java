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
 * @param proof what shows that it is whole if its format does not
 * @param mayStay whether its rule lets a copy be made while its writer has it open
 */
record PlainFile(SpoolFile file, Format format, Ending ending, Proof proof, boolean mayStay) {

  /** The same file as a segment of this heap dump. */
  PlainFile asSegmentOf(String dump) {
    String why = "a segment of %s, which was never put together".formatted(dump);
    Format of = format == Format.OTHER ? Format.HPROF : format;
    return new PlainFile(file, of, new Ending.Torn(why), proof, mayStay);
  }

  /**
   * The state that the file has in the store.
   *
   * @param end how its JVM ended
   */
  Judgement judge(JvmEnd end) {
    return switch (ending) {
      case Ending.Whole() -> Judgement.WHOLE;
      case Ending.Torn(String why) -> new Judgement(FileState.TORN, Optional.of(why));
      case Ending.Unchecked() ->
          switch (proof) {
            case Proof.Saved() -> Judgement.WHOLE;
            case Proof.Quiet quiet -> new Judgement(FileState.WHOLE, Optional.of(quiet.note()));
            case Proof.Unsaved() ->
                new Judgement(
                    FileState.TORN, Optional.of("its agent did not say that it saved it"));
            case Proof.None() -> new Judgement(FileState.UNVERIFIED, Optional.of(end.note()));
          };
    };
  }

  record Judgement(FileState state, Optional<String> note) {
    static final Judgement WHOLE = new Judgement(FileState.WHOLE, Optional.empty());
  }
}
