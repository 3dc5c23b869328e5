package io.sparkrecorder.record;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.Transport;
import io.sparkrecorder.spool.SpoolWatch;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sidecar's life: start, watch, drain. */
public final class Recorder {
  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

  /** A full look at the spool happens at least every so many intervals, hint or none. */
  private static final int LOOK_ANYWAY = 5;

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final RecorderSettings settings;
  private final Clock clock;
  private final Stop stop;
  private final Semaphore hints = new Semaphore(0);

  public Recorder(RecorderSettings settings, Clock clock, Stop stop) {
    this.settings = settings;
    this.clock = clock;
    this.stop = stop;
  }

  /**
   * Runs until {@link Stop} is asked and the drain is done.
   *
   * @throws IOException when the store cannot be used until the very end
   */
  public void run() throws IOException, InterruptedException {
    Deadline end = stop.deadline(settings.grace().minus(settings.reserve()));
    switch (settings.pod().role()) {
      case EXECUTOR -> run(Notices.NONE, end, _ -> new ExecutorDuty());
      case DRIVER -> {
        // After the manifest, and with some time left for the JVM's own end.
        Deadline last = end.plus(settings.reserve().multipliedBy(7).dividedBy(10));
        try (DriverCluster cluster = new DriverCluster(settings, last, clock)) {
          run(cluster, end, asked -> driverDuty(cluster, end, asked));
        }
      }
    }
  }

  private void run(Notices notices, Deadline end, Duties duties)
      throws IOException, InterruptedException {
    Deadline asked = stop.deadline(Duration.ZERO);
    Files.createDirectories(settings.spool());
    try (PodRecorder pod = open(notices, end)) {
      pod.pass(end, asked);
      LOG.info(
          "recording {} of {}: spool {}, store {}, grace {} s",
          settings.pod().part(),
          settings.pod().app(),
          settings.spool(),
          pod.destination(),
          settings.grace().toSeconds());
      settings.timesWarning().ifPresent(why -> warn(notices, why));
      // After the first look, for what a driver needs takes long to load.
      try (Duty duty = duties.open(asked)) {
        duty.start();
        watch(pod, end, asked);
        LOG.info("draining: {} s are left", end.left().toSeconds());
        draining(duty, pod);
        finish(pod, end);
        duty.finish();
      }
    }
  }

  /** What is only told must not keep anything from being moved. */
  private static void draining(Duty duty, PodRecorder pod) {
    try {
      duty.draining(pod.recorded());
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.warn("nobody is told what is about to be uploaded: {}", e.toString());
    }
  }

  /** Whatever befalls this pod's own files, a driver must ship what others have sealed. */
  private static void finish(PodRecorder pod, Deadline end) throws InterruptedException {
    try {
      pod.finish(end);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("the marker is not sealed", e);
    }
  }

  /**
   * A volume that is not there yet may come. The kubelet would start an ended recorder again, but
   * not once the JVM has ended, so this one stays.
   */
  private PodRecorder open(Notices notices, Deadline end) throws IOException, InterruptedException {
    for (boolean said = false; ; said = true) {
      try {
        return PodRecorder.announced(settings, clock, end);
      } catch (IOException e) {
        if (end.passed()) {
          throw e;
        }
        if (!said) {
          LOG.error("the store cannot be used yet, trying again until the end: {}", e.toString());
          notices.tell(unavailable(e, Notice.KEPT_IN_SPOOL));
        }
        TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
      }
    }
  }

  private Notice unavailable(IOException e, String then) {
    if (e instanceof NoBucket) {
      return new Notice.BucketUnavailable(e.getMessage(), then);
    }
    Path store =
        switch (settings.transport()) {
          case SHARED_VOLUME -> settings.store();
          case DIRECT -> settings.spool();
        };
    return new Notice.StoreUnavailable(store.toString(), e.toString(), then);
  }

  private static void warn(Notices notices, String times) {
    LOG.warn(times);
    notices.tell(new Notice.GraceTooShort(times));
  }

  private void watch(PodRecorder pod, Deadline end, Deadline asked) throws InterruptedException {
    try {
      look(pod, end, asked);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      LOG.error("the watch has ended; everything is moved at the end", e);
      stop.await();
    }
  }

  private void look(PodRecorder pod, Deadline end, Deadline asked)
      throws IOException, InterruptedException {
    Duration interval = settings.scanInterval();
    try (SpoolWatch _ = SpoolWatch.start(settings.spool(), interval, hints::release)) {
      int quiet = 0;
      while (!stop.await(interval)) {
        boolean hinted = hints.drainPermits() > 0;
        quiet = hinted ? 0 : quiet + 1;
        if (hinted || quiet >= LOOK_ANYWAY) {
          pod.pass(end, asked);
          quiet = 0;
        }
      }
    }
  }

  /** Where a driver cannot do its own, its pod's recordings must reach the store all the same. */
  private Duty driverDuty(DriverCluster cluster, Deadline end, Deadline asked)
      throws InterruptedException {
    for (boolean said = false; ; said = true) {
      try {
        return DriverDuty.open(settings, settings.s3().orElseThrow(), cluster, end, clock);
      } catch (IOException e) {
        LOG.error("the journal of executors cannot be used yet: {}", e.toString());
        if (!said) {
          cluster.tell(
              unavailable(
                  e,
                  settings.transport() == Transport.SHARED_VOLUME
                      ? Notice.KEPT_IN_STORE
                      : Notice.KEPT_IN_SPOOL));
        }
        if (asked.passed()) {
          return new ExecutorDuty();
        }
        stop.await(RETRY);
      }
    }
  }

  private interface Duties {
    Duty open(Deadline asked) throws InterruptedException;
  }
}
