package io.sparkrecorder.ship;

import io.sparkrecorder.discovery.Discovery;
import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Notes the pods of the application in the roster and its journal: those that the discovery reports
 * while the job runs, and those that a query of the cluster finds at its end.
 */
final class PodWatch implements AutoCloseable {
  private static final Duration REFRESH = Duration.ofMillis(500);

  private final Discovery discovery;
  private final Roster roster;
  private final RosterJournal journal;
  private final AwaitedMarkers awaited;

  /** Tells whether a query of the cluster has been tried since the job ended. */
  private volatile boolean refreshed;

  private volatile boolean finished;

  /** Starts nothing yet. */
  PodWatch(Discovery discovery, Roster roster, RosterJournal journal, AwaitedMarkers awaited) {
    this.discovery = discovery;
    this.roster = roster;
    this.journal = journal;
    this.awaited = awaited;
    roster.sees(() -> refreshed && discovery.blind().isEmpty());
  }

  /** Begins to note the pods that the discovery reports. */
  void start() {
    discovery.start(this::saw);
  }

  /** Notes the sighting of a pod. */
  void saw(Sighting sighting) {
    awaited.saw(sighting);
    if (roster.saw(sighting)) {
      journal.wake();
    }
  }

  /** Queries the cluster on a thread of its own from now on, until {@link #finish}. */
  void keepRefreshing() {
    Thread.ofPlatform().daemon().name("refresh").start(this::refreshUntilFinished);
  }

  /** Tells whether a query of {@link #keepRefreshing} has been tried, with or without an answer. */
  boolean refreshed() {
    return refreshed;
  }

  /** Queries the cluster once, and waits for the answer. */
  void refresh() {
    refresh(executors());
  }

  /** The reason why executors may have been missed. */
  Optional<String> blind() {
    return discovery.blind();
  }

  /** Ends the queries of {@link #keepRefreshing}. */
  void finish() {
    finished = true;
  }

  @Override
  public void close() {
    finished = true;
    discovery.close();
  }

  /**
   * Queries the cluster once more, and again for pods that the store announces only then: if a
   * recorder drains right after its start, the store may not have been read yet.
   */
  private void refreshUntilFinished() {
    Set<String> looked = new HashSet<>();
    try {
      while (!finished) {
        List<Sighting> executors =
            executors().stream()
                .filter(sighting -> !looked.contains(sighting.pod().folder()))
                .toList();
        if ((!refreshed || !executors.isEmpty()) && refresh(executors)) {
          executors.forEach(sighting -> looked.add(sighting.pod().folder()));
        }
        refreshed = true;
        if (roster.watch()) {
          journal.wake();
        }
        TimeUnit.NANOSECONDS.sleep(REFRESH.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      refreshed = true;
    }
  }

  private List<Sighting> executors() {
    return roster.pods().stream()
        .filter(sighting -> sighting.pod().role().equals("executor"))
        .toList();
  }

  /**
   * Queries the cluster. A known pod that is not in the answer has been deleted unseen, for example
   * while no recorder ran.
   *
   * @param before executors that were known before
   * @return whether the cluster answered
   */
  private boolean refresh(List<Sighting> before) {
    Optional<Set<String>> there = discovery.refresh();
    before.stream()
        .filter(sighting -> there.filter(uids -> !uids.contains(sighting.pod().uid())).isPresent())
        .map(sighting -> new Sighting(sighting.pod(), Fate.Gone.unseen()))
        .forEach(this::saw);
    return there.isPresent();
  }
}
