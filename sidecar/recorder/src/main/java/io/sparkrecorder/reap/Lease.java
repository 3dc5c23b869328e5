package io.sparkrecorder.reap;

import io.sparkrecorder.store.LeaseNote;
import io.sparkrecorder.store.VolumeLease;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to work on one application, renewed on its own thread. A lease that another process
 * holds is taken over only if it did not change while this process watched it: clocks of different
 * nodes are never compared.
 */
final class Lease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final int LOOKS = 10;
  private static final int RENEWALS = 3;

  private final VolumeLease place;
  private final Duration time;
  private final Thread thread = Thread.ofPlatform().daemon().name("lease").unstarted(this::renew);
  private LeaseNote note;
  private Deadline valid;
  private boolean lost;

  private Lease(VolumeLease place, LeaseNote note, Duration time, Deadline valid) {
    this.place = place;
    this.note = note;
    this.time = time;
    this.valid = valid;
  }

  /** Either the lease, or the name of the process that holds it. */
  sealed interface Taken {
    record Mine(Lease lease) implements Taken {}

    record Others(String holder) implements Taken {}
  }

  /**
   * Takes the lease if it is free or abandoned.
   *
   * @param holder name of this process, which no other process has
   * @param time time without a renewal after which a lease counts as abandoned
   */
  static Taken take(VolumeLease place, String holder, Duration time)
      throws IOException, InterruptedException {
    Optional<LeaseNote> before = place.read();
    if (before.isPresent() && !before.get().free() && !isAbandoned(place, before.get(), time)) {
      return new Taken.Others(before.get().holder());
    }
    Deadline valid = Deadline.in(time);
    Optional<LeaseNote> note = place.take(before, holder);
    if (note.isEmpty()) {
      return new Taken.Others(place.read().map(LeaseNote::holder).orElse("unknown"));
    }
    Lease lease = new Lease(place, note.get(), time, valid);
    lease.thread.start();
    return new Taken.Mine(lease);
  }

  private static boolean isAbandoned(VolumeLease place, LeaseNote before, Duration time)
      throws IOException, InterruptedException {
    Deadline end = Deadline.in(time);
    while (!end.passed()) {
      TimeUnit.NANOSECONDS.sleep(time.dividedBy(LOOKS).toNanos());
      if (!place.read().equals(Optional.of(before))) {
        return false;
      }
    }
    LOG.info("the lease of {} is not renewed any more", before.holder());
    return true;
  }

  /** Renews the lease now; returns whether this process still has it. */
  synchronized boolean check() {
    if (lost) {
      return false;
    }
    try {
      Deadline next = Deadline.in(time);
      Optional<LeaseNote> renewed = place.write(note, false);
      if (renewed.isEmpty()) {
        lost = true;
        return false;
      }
      note = renewed.get();
      valid = next;
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.warn("the lease cannot be renewed: {}", e.toString());
      lost = valid.passed();
      return !lost;
    }
  }

  private void renew() {
    try {
      do {
        TimeUnit.NANOSECONDS.sleep(time.dividedBy(RENEWALS).toNanos());
      } while (check());
      LOG.warn("another reaper has taken the lease");
    } catch (InterruptedException e) {
      // closed
    }
  }

  /** Gives the lease back. */
  @Override
  public void close() {
    thread.interrupt();
    synchronized (this) {
      if (lost) {
        return;
      }
      lost = true;
      try {
        place.write(note, true);
      } catch (IOException | RuntimeException e) {
        LOG.warn("the lease is not given back and ends by itself: {}", e.toString());
      }
    }
  }
}
