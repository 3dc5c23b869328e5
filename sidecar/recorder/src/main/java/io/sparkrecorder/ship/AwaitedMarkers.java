package io.sparkrecorder.ship;

import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells whether executors may still seal their markers, from their fates and their entries. */
final class AwaitedMarkers {
  /** The wait for the marker of a pod that is gone, which this node may see late. */
  static final Duration QUIET = Duration.ofSeconds(10);

  private final Roster roster;
  private final Entries entries;
  private final Duration quiet;
  private final Map<String, Deadline> patience = new ConcurrentHashMap<>();

  AwaitedMarkers(Roster roster, Entries entries) {
    this(roster, entries, QUIET);
  }

  /** Does the same, with another wait for the marker of a pod that is gone. */
  AwaitedMarkers(Roster roster, Entries entries, Duration quiet) {
    this.roster = roster;
    this.entries = entries;
    this.quiet = quiet;
  }

  /** Notes a sighting: the wait for a pod that is gone begins with the first one that says so. */
  void saw(Sighting sighting) {
    if (sighting.fate() instanceof Fate.Gone) {
      patience(sighting.pod());
    }
  }

  /** Tells whether any pod may still write its marker. */
  boolean any() {
    return roster.pods().stream().anyMatch(this::mayCome);
  }

  /**
   * Tells whether the pod may still write its marker. Every driver, of this or an earlier attempt,
   * has ended.
   */
  private boolean mayCome(Sighting sighting) {
    if (sighting.pod().role().equals("driver") || entries.of(sighting.pod()).ended()) {
      return false;
    }
    return switch (sighting.fate()) {
      case Fate.Alive(), Fate.Ended _ -> true;
      case Fate.NeverStarted _ -> false;
      case Fate.Gone _ -> !patience(sighting.pod()).passed();
    };
  }

  /**
   * Runs from the moment when the pod was first known to be gone, so that a drain need not wait for
   * it.
   */
  private Deadline patience(PodRecord pod) {
    return patience.computeIfAbsent(pod.folder(), _ -> Deadline.in(quiet));
  }
}
