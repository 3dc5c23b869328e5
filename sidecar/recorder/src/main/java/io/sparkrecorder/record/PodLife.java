package io.sparkrecorder.record;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.Transport;
import io.sparkrecorder.spool.SpoolWatch;
import io.sparkrecorder.text.Failures;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recorder's work for its own pod: announce, watch, take all files, seal. It runs on a daemon
 * thread, so that the process can end while a call of the store blocks.
 */
final class PodLife {
  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

  /** A full scan of the spool happens at least once in this many intervals, even without a hint. */
  private static final int LOOK_ANYWAY = 5;

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration SLICE = Duration.ofMillis(500);

  private final RecorderSettings settings;
  private final Clock clock;
  private final Stop stop;
  private final TimePlan times;
  private final Notices notices;
  private final Semaphore hints = new Semaphore(0);
  private final CountDownLatch looked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable PodRecorder pod;
  private volatile @Nullable Throwable failure;

  private PodLife(
      RecorderSettings settings, Clock clock, Stop stop, TimePlan times, Notices notices) {
    this.settings = settings;
    this.clock = clock;
    this.stop = stop;
    this.times = times;
    this.notices = notices;
  }

  /** Begins on its own thread. */
  static PodLife start(
      RecorderSettings settings, Clock clock, Stop stop, TimePlan times, Notices notices) {
    PodLife life = new PodLife(settings, clock, stop, times, notices);
    Thread.ofPlatform().daemon().name("pod").start(life::run);
    return life;
  }

  /** Waits until the first scan of the spool is done, or the JVM or this life has ended. */
  void awaitFirstLook(Duration atMost) throws InterruptedException {
    Deadline enough = Deadline.in(atMost);
    while (!enough.passed() && !stop.asked()) {
      if (looked.await(SLICE.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  /** Tells whether all possible work for this pod is done. */
  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** Waits for the end; returns whether it came before the deadline, which may move. */
  boolean awaitEnd(Deadline deadline) throws InterruptedException {
    while (!deadline.passed()) {
      long slice = Math.min(deadline.left().toNanos(), SLICE.toNanos());
      if (ended.await(slice, TimeUnit.NANOSECONDS)) {
        return true;
      }
    }
    return hasEnded();
  }

  /** The reason why this pod could not be recorded at all. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** The bytes that this pod is known to have recorded. */
  long recorded() {
    PodRecorder recorder = pod;
    return recorder == null ? 0 : recorder.recorded();
  }

  /** The destination of the pod's recordings, for the log. */
  String destination() {
    PodRecorder recorder = pod;
    return recorder == null ? store().toString() : recorder.destination();
  }

  private void run() {
    try (PodRecorder recorder = open()) {
      pod = recorder;
      recorder.pass(times.uploads(), times.asked());
      LOG.info(
          "recording {} of {}: spool {}, store {}, grace {} s",
          settings.pod().label(),
          settings.pod().app(),
          settings.spool(),
          recorder.destination(),
          settings.grace().toSeconds());
      looked.countDown();
      watch(recorder);
      recorder.finish(times.uploads());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      failure = e;
      LOG.error("this pod's recordings are not in the store", e);
    } finally {
      looked.countDown();
      ended.countDown();
    }
  }

  /**
   * Waits for a volume that may still come. If the recorder ended, the kubelet would start it
   * again, but not once the JVM has ended, so it stays.
   */
  private PodRecorder open() throws IOException, InterruptedException {
    for (boolean said = false; ; said = true) {
      try {
        Files.createDirectories(settings.spool());
        return PodRecorder.announced(settings, clock, times);
      } catch (IOException e) {
        if (times.uploads().passed()) {
          throw e;
        }
        if (!said) {
          LOG.error("the store cannot be used yet, trying again until the end: {}", e.toString());
          notices.tell(unavailable(e));
        }
        TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
      }
    }
  }

  private Notice unavailable(IOException e) {
    return e instanceof NoBucket
        ? new Notice.BucketUnavailable(Failures.message(e), Notice.KEPT_IN_SPOOL)
        : new Notice.StoreUnavailable(store().toString(), e.toString(), Notice.KEPT_IN_SPOOL);
  }

  private Path store() {
    return settings.transport() == Transport.SHARED_VOLUME ? settings.store() : settings.spool();
  }

  private void watch(PodRecorder recorder) throws InterruptedException {
    try {
      look(recorder);
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      LOG.error("the watch has ended; everything is moved at the end", e);
      stop.await();
    }
  }

  private void look(PodRecorder recorder) throws IOException, InterruptedException {
    Duration interval = settings.scanInterval();
    try (SpoolWatch _ = SpoolWatch.start(settings.spool(), interval, hints::release)) {
      int quiet = 0;
      while (!stop.await(interval)) {
        boolean hinted = hints.drainPermits() > 0;
        quiet = hinted ? 0 : quiet + 1;
        if (hinted || quiet >= LOOK_ANYWAY) {
          recorder.pass(times.uploads(), times.asked());
          quiet = 0;
        }
      }
    }
  }
}
