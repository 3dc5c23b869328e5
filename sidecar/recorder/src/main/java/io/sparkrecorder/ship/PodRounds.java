package io.sparkrecorder.ship;

import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.store.AppStore;
import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all pods' markers again and again, on its own thread, and passes on the results. An error
 * of one pod does not affect the others; a round that fails is not the last.
 */
final class PodRounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodRounds.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration DRAINING = Duration.ofMillis(500);

  /** Additional pause per pod: a whole network volume must not be read every second. */
  private static final Duration PAUSE_MORE = Duration.ofMillis(10);

  private final AppStore store;
  private final Roster roster;
  private final RosterJournal journal;
  private final Entries entries;
  private final MarkerWatch watch;
  private final PodUploads uploads;
  private final Thread thread = Thread.ofPlatform().daemon().name("markers").unstarted(this::run);
  private final Semaphore wake = new Semaphore(0);
  private final AtomicInteger changes = new AtomicInteger();

  /** Folders of pods whose files were taken without a sealed marker. */
  private final Set<String> lost = ConcurrentHashMap.newKeySet();

  /**
   * Folders of pods whose files the uploads know, of a sealed marker or without one. An entry tells
   * the end of its pod before that, because in between the marker may be read once more.
   */
  private final Set<String> passedOn = ConcurrentHashMap.newKeySet();

  private volatile boolean draining;
  private volatile boolean stopped;

  /** Tells whether sealed markers are read again. */
  private volatile boolean recheck;

  /** Tells, once lost pods are to be taken, whether this driver's own pod still works. */
  private volatile Optional<BooleanSupplier> takeLost = Optional.empty();

  /** The number of requests so far, and how many of them a whole round has served. */
  private final AtomicInteger asked = new AtomicInteger();

  private volatile int served;

  /** Tells whether the roster holds the pods that an earlier recorder saw. */
  private boolean inherited;

  private volatile Optional<String> trouble = Optional.of("the store's was not read");

  /** The change number of the roster that others can see. */
  private int shared;

  PodRounds(
      AppStore store,
      Roster roster,
      RosterJournal journal,
      Entries entries,
      MarkerWatch watch,
      PodUploads uploads) {
    this.store = store;
    this.roster = roster;
    this.journal = journal;
    this.entries = entries;
    this.watch = watch;
    this.uploads = uploads;
  }

  void start() {
    thread.start();
  }

  /**
   * The job has ended. A recorder that was started again may have sealed a sealed marker anew, so
   * all markers are read once more.
   */
  void recheck() {
    recheck = true;
    draining = true;
    request();
  }

  /**
   * Takes the files of pods that have not sealed their marker, in this round and in later ones.
   *
   * @param own whether this driver's own pod may still seal its marker
   */
  void takeLost(BooleanSupplier own) {
    takeLost = Optional.of(own);
    request();
  }

  /** Tells whether a round that began after the last request has visited every pod. */
  boolean settled() {
    return served == asked.get() && !pending();
  }

  /**
   * Tells whether the next round has to take a pod: this driver's own, whose recorder has ended.
   */
  private boolean pending() {
    return takeLost.filter(own -> !own.getAsBoolean()).isPresent()
        && roster.pods().stream().anyMatch(sighting -> !passedOn.contains(sighting.pod().folder()));
  }

  /** A number that changes with every new fact. */
  int changes() {
    return changes.get();
  }

  /** Begins no further round. */
  void stop() {
    stopped = true;
  }

  @Override
  public void close() {
    stopped = true;
    wake.release();
  }

  private void request() {
    asked.incrementAndGet();
    wake.release();
  }

  private void run() {
    try {
      journal.awaitFirstTry();
      while (!stopped) {
        int serving = asked.get();
        if (round()) {
          served = serving;
        }
        Duration pause = draining ? DRAINING : PAUSE.plus(PAUSE_MORE.multipliedBy(roster.size()));
        if (wake.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
          wake.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether every pod was visited. */
  private boolean round() {
    try {
      exchange();
      Lost taken = Lost.now(takeLost);
      watch.begin();
      boolean again = recheck;
      recheck = false;
      if (again) {
        uploads.finishing();
      }
      List<Sighting> ended = new ArrayList<>();
      for (Sighting sighting : roster.pods()) {
        if (stopped) {
          return false;
        }
        if (entries.of(sighting.pod()).ended()) {
          ended.add(sighting);
        } else {
          look(sighting, taken);
        }
      }
      if (again) {
        ended.forEach(sighting -> look(sighting, taken));
      }
      return true;
    } catch (Throwable e) {
      LOG.error("sealed recordings stay in the store for now", e);
      return false;
    }
  }

  private void look(Sighting sighting, Lost taken) {
    PodEntry entry = entries.of(sighting.pod());
    try {
      switch (watch.look(entry)) {
        case MarkerWatch.Look.Ended(FileList files) -> {
          uploads.ended(entry, files);
          lost.remove(sighting.pod().folder());
          changes.incrementAndGet();
        }
        case MarkerWatch.Look.Recording() -> {
          uploads.recording(entry);
          changes.incrementAndGet();
          takeIfLost(entry, taken);
        }
        case MarkerWatch.Look.Nothing(), MarkerWatch.Look.Unreadable _ -> takeIfLost(entry, taken);
      }
    } catch (Throwable e) {
      LOG.error("{} cannot be read: {}", sighting.pod().pod(), e.toString());
      entry.unreadable(Reasons.of(e));
    }
    if (entry.ended() || lost.contains(sighting.pod().folder())) {
      passedOn.add(sighting.pod().folder());
    }
  }

  private void takeIfLost(PodEntry entry, Lost taken) throws IOException {
    PodRecord pod = entry.pod();
    if (entry.ended() || !taken.includes(pod) || !lost.add(pod.folder())) {
      return;
    }
    uploads.lost(entry);
    changes.incrementAndGet();
  }

  /** The pods whose files a round takes without a sealed marker. */
  private enum Lost {
    NONE,
    EXECUTORS,
    ALL;

    /**
     * Decides before a round reads markers: this driver's own pod may seal its marker between the
     * read of the marker and a later call.
     */
    static Lost now(Optional<BooleanSupplier> takeLost) {
      return takeLost.map(own -> own.getAsBoolean() ? EXECUTORS : ALL).orElse(NONE);
    }

    boolean includes(PodRecord pod) {
      return switch (this) {
        case NONE -> false;
        case EXECUTORS -> !pod.role().equals("driver");
        case ALL -> true;
      };
    }
  }

  /** Learns the pods that an earlier driver's recorder saw, and shares those of this one. */
  private void exchange() {
    try {
      if (!inherited) {
        inherit();
      }
      if (journal.writes() && roster.watch()) {
        journal.wake();
      }
      int now = roster.changes();
      if (now != shared && journal.writes()) {
        store.shareExecutors(roster::toJournal);
        shared = now;
      }
    } catch (IOException | RuntimeException | Error e) {
      LOG.debug("the journal of executors is not shared yet", e);
      if (!inherited) {
        trouble = Optional.of(Reasons.of(e));
      }
    }
  }

  private void inherit() throws IOException {
    try {
      Optional<byte[]> seen = store.sharedExecutors();
      int unreadable = seen.isPresent() ? roster.inherit(seen.get()) : 0;
      journal.wake();
      trouble =
          unreadable == 0
              ? Optional.empty()
              : Optional.of("%d of its lines cannot be read".formatted(unreadable));
    } catch (MalformedDocument e) {
      trouble = Optional.of(Failures.message(e));
    }
    inherited = true;
  }

  /** The reason why there may be executors that only an earlier driver's recorder saw. */
  Optional<String> trouble() {
    return trouble;
  }
}
