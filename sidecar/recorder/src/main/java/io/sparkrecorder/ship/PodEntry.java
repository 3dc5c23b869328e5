package io.sparkrecorder.ship;

import io.sparkrecorder.marker.MarkerSummary;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything that the manifest says of one pod and that its fate does not: from its marker, and how
 * far its files are. Small, because there may be thousands.
 */
final class PodEntry {
  private final PodRecord pod;
  private State state = new State(Optional.empty(), Optional.empty(), FileList.EMPTY, NONE, 0);
  private Optional<String> version = Optional.empty();

  private static final Outcomes NONE = Outcomes.waiting(0);

  PodEntry(PodRecord pod) {
    this.pod = pod;
  }

  /**
   * A marker without its lists and without the identity, which the folder gives.
   *
   * @param state what it says
   */
  record Seen(
      PodState state,
      Optional<String> reason,
      Optional<Integer> exitCode,
      Instant started,
      Optional<Instant> sealed) {

    static Seen of(MarkerSummary marker) {
      return new Seen(
          marker.state(), marker.reason(), marker.exitCode(), marker.started(), marker.sealed());
    }

    boolean ended() {
      return state != PodState.RECORDING;
    }
  }

  /**
   * What is known at one moment.
   *
   * @param seen the marker; empty where there is none, or none that could be read
   * @param trouble why the pod's marker or its files could not be read
   * @param recorded bytes that the marker tells of
   */
  record State(
      Optional<Seen> seen,
      Optional<String> trouble,
      FileList files,
      Outcomes outcomes,
      long recorded) {}

  PodRecord pod() {
    return pod;
  }

  synchronized State state() {
    return state;
  }

  /** Whether the pod's recorder has ended, as its marker says. */
  synchronized boolean ended() {
    return state.seen().filter(Seen::ended).isPresent();
  }

  /** Bytes that the marker told of when it was last read. */
  synchronized long recorded() {
    return state.recorded();
  }

  /** The version of the marker that was read last. */
  synchronized Optional<String> version() {
    return version;
  }

  synchronized void version(Optional<String> read) {
    version = read;
  }

  /** The marker was read; the files that are known stay. */
  synchronized void seen(MarkerSummary marker) {
    state =
        new State(
            Optional.of(Seen.of(marker)),
            Optional.empty(),
            state.files(),
            state.outcomes(),
            marker.bytes());
  }

  /** The pod's files are known, and so is how far they are. */
  synchronized void files(FileList files, Outcomes outcomes) {
    state = new State(state.seen(), state.trouble(), files, outcomes, state.recorded());
  }

  /** The pod could not be read; what was known of it before stays. */
  synchronized void unreadable(String why) {
    state =
        new State(
            state.seen(), Optional.of(why), state.files(), state.outcomes(), state.recorded());
  }
}
