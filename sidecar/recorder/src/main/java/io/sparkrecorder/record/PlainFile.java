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

  /** The same file, whose content turned out to change without its size and times. */
  PlainFile notQuiet() {
    return proof instanceof Proof.Quiet
        ? new PlainFile(file, format, ending, new Proof.None(), mayStay)
        : this;
  }

  /**
   * The state that the file has in the store.
   *
   * @param end how its JVM ended
   */
  Judgement judge(JvmEnd end) {
    return switch (ending) {
      case Ending.Whole() -> Judgement.WHOLE;
      case Ending.Torn(String why) -> Judgement.of(FileState.TORN, why);
      case Ending.Unchecked() ->
          switch (proof) {
            case Proof.Saved() -> Judgement.WHOLE;
            case Proof.Quiet quiet -> Judgement.of(FileState.WHOLE, quiet.note());
            case Proof.Unsaved() ->
                Judgement.of(FileState.TORN, "its agent did not say that it saved it");
            case Proof.None() ->
                new Judgement(
                    FileState.UNVERIFIED, Optional.of(end.note()), end instanceof JvmEnd.Killed);
          };
    };
  }

  /**
   * The state of a file.
   *
   * @param killed whether it is unverified and a JVM of its pod was killed
   */
  record Judgement(FileState state, Optional<String> note, boolean killed) {
    static final Judgement WHOLE = new Judgement(FileState.WHOLE, Optional.empty(), false);

    static Judgement of(FileState state, String note) {
      return new Judgement(state, Optional.of(note), false);
    }
  }
}
