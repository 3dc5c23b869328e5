package io.sparkrecorder.ship;

import io.sparkrecorder.marker.MarkerSummary;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import java.time.Instant;
import java.util.Optional;

/**
 * The manifest's knowledge of one pod beside its fate: the content of its marker, and the progress
 * of its files. Small, because there may be thousands.
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
   * @param state state that it tells
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
   * The knowledge at one moment.
   *
   * @param seen the marker; empty if there is none, or none that could be read
   * @param trouble reason why the pod's marker or its files could not be read
   * @param recorded bytes in the marker
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

  /** Tells whether the pod's recorder has ended, according to its marker. */
  synchronized boolean ended() {
    return state.seen().filter(Seen::ended).isPresent();
  }

  /** The bytes in the marker that was read last. */
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

  /** Notes a marker that was read; the known files stay. */
  synchronized void seen(MarkerSummary marker) {
    state =
        new State(
            Optional.of(Seen.of(marker)),
            Optional.empty(),
            state.files(),
            state.outcomes(),
            marker.bytes());
  }

  /** Notes the pod's files and their progress. */
  synchronized void files(FileList files, Outcomes outcomes) {
    state = new State(state.seen(), state.trouble(), files, outcomes, state.recorded());
  }

  /** Notes that the pod could not be read; earlier knowledge stays. */
  synchronized void unreadable(String why) {
    state =
        new State(
            state.seen(), Optional.of(why), state.files(), state.outcomes(), state.recorded());
  }
}
