package io.sparkrecorder.ship;

import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a provisional manifest in S3 from SIGTERM on, so that two seconds are enough to leave the
 * truth. Renews it while the drain makes progress.
 */
final class ProvisionalManifest {
  private static final Logger LOG = LoggerFactory.getLogger(ProvisionalManifest.class);
  private static final Duration RENEW = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(100);

  /**
   * The share of the time for this: a manifest of 40,000 files must not take the time of the
   * uploads.
   */
  private static final int SHARE = 10;

  private final Writer writer;
  private final IntSupplier changes;
  private final Deadline end;
  private final Thread thread;
  private volatile boolean stopped;

  private ProvisionalManifest(Writer writer, IntSupplier changes, Deadline end) {
    this.writer = writer;
    this.changes = changes;
    this.end = end;
    this.thread = Thread.ofPlatform().daemon().name("provisional-manifest").unstarted(this::run);
  }

  /** Writes the manifest in its present state; returns false if it must be asked again. */
  @FunctionalInterface
  interface Writer {
    boolean write(Deadline deadline) throws InterruptedException;
  }

  /**
   * Begins to write, on its own thread.
   *
   * @param writer writes the manifest in its present state
   * @param changes gives a number that changes if the manifest does
   * @param end deadline of all writing
   */
  static ProvisionalManifest start(Writer writer, IntSupplier changes, Deadline end) {
    ProvisionalManifest manifest = new ProvisionalManifest(writer, changes, end);
    manifest.thread.start();
    return manifest;
  }

  /** Stops, and gives up a running request, so that it cannot outrun the last manifest. */
  void stop(Duration atMost) throws InterruptedException {
    stopped = true;
    thread.join(atMost);
  }

  private void run() {
    Deadline untilStopped = Deadline.following(() -> stopped ? Deadline.in(Duration.ZERO) : end);
    int before = changes.getAsInt() - 1;
    try {
      while (!untilStopped.passed()) {
        long begin = System.nanoTime();
        int now = changes.getAsInt();
        if (now != before && write(untilStopped)) {
          before = now;
        }
        pause(Duration.ofNanos(System.nanoTime() - begin).multipliedBy(SHARE), untilStopped);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean write(Deadline deadline) throws InterruptedException {
    try {
      return writer.write(deadline);
    } catch (RuntimeException | Error e) {
      LOG.warn("the provisional manifest could not be written: {}", e.toString());
      return true;
    }
  }

  private static void pause(Duration least, Deadline until) throws InterruptedException {
    Deadline pause = Deadline.in(least.compareTo(RENEW) < 0 ? RENEW : least).orEarlier(until);
    while (!pause.passed()) {
      TimeUnit.NANOSECONDS.sleep(Math.min(pause.left().toNanos(), LOOK.toNanos()));
    }
  }
}
