package io.sparkrecorder.ship;

import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.ManifestPodHeader;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.marker.PodState;
import java.util.Optional;

/** Combines a pod's fate and its marker into the manifest's entry. */
final class Manifests {
  private Manifests() {}

  /** A pod's entry without its lists. */
  static ManifestPodHeader header(Sighting sighting, PodEntry.State known) {
    Optional<PodEntry.Seen> seen = known.seen();
    return new ManifestPodHeader(
        sighting.pod(),
        state(sighting, known),
        reason(sighting, known),
        exitCode(sighting).or(() -> seen.flatMap(PodEntry.Seen::exitCode)),
        seen.map(PodEntry.Seen::started),
        seen.flatMap(PodEntry.Seen::sealed));
  }

  private static ManifestPodState state(Sighting sighting, PodEntry.State known) {
    boolean ended = known.seen().filter(PodEntry.Seen::ended).isPresent();
    boolean nothing = known.files().size() == 0;
    if (known.trouble().isPresent()) {
      return nothing ? ManifestPodState.MISSING : ManifestPodState.PARTIAL;
    }
    if (!ended && nothing && sighting.fate() instanceof Fate.NeverStarted) {
      return ManifestPodState.NEVER_STARTED;
    }
    if (known.seen().isEmpty() && nothing) {
      return ManifestPodState.MISSING;
    }
    return known.seen().filter(seen -> seen.state() == PodState.SEALED).isPresent()
        ? ManifestPodState.SEALED
        : ManifestPodState.PARTIAL;
  }

  /** The pod's end; before it the reason why its marker is not sealed, or cannot be read. */
  private static Optional<String> reason(Sighting sighting, PodEntry.State known) {
    Optional<String> end =
        switch (sighting.fate()) {
          case Fate.Alive() -> Optional.empty();
          case Fate.Ended(String reason, _, _) -> Optional.of(reason);
          case Fate.Gone(String reason, _, _) -> Optional.of(reason);
          case Fate.NeverStarted(String reason) -> Optional.of(reason);
        };
    if (known.trouble().isPresent()) {
      return Optional.of("unreadable: " + known.trouble().get());
    }
    if (known.seen().filter(PodEntry.Seen::ended).isPresent()) {
      return known.seen().get().reason().or(() -> end);
    }
    return Optional.of(
        end.orElse(
            known.seen().isPresent()
                ? "no-marker: its recorder announced the pod and never sealed its marker"
                : known.files().size() == 0
                    ? "no-marker: nothing of it reached the store"
                    : "no-marker: its recorder never announced the pod"));
  }

  private static Optional<Integer> exitCode(Sighting sighting) {
    return switch (sighting.fate()) {
      case Fate.Ended(_, Optional<Integer> code, _) -> code;
      case Fate.Gone(_, Optional<Integer> code, _) -> code;
      case Fate.Alive(), Fate.NeverStarted(_) -> Optional.empty();
    };
  }
}
