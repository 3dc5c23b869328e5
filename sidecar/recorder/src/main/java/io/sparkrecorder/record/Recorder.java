package io.sparkrecorder.record;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.Transport;
import io.sparkrecorder.text.Failures;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sidecar's life: start, watch, drain. All work runs on threads that may block in the store;
 * the thread that calls {@link #run} waits for them until shortly before SIGKILL and no longer.
 */
public final class Recorder {
  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

  /**
   * The longest wait for the pod's own first scan, which must not compete with the loading of a
   * driver's classes.
   */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

  /** The interval in which the recorder notices that a pod's own work ended before SIGTERM. */
  private static final Duration IDLE = Duration.ofSeconds(5);

  private static final Duration SLICE = Duration.ofMillis(200);
  private static final int MOST_NAMED = 5;

  private final RecorderSettings settings;
  private final Clock clock;
  private final Stop stop;
  private final TimePlan times;

  public Recorder(RecorderSettings settings, Clock clock, Stop stop) {
    this.settings = settings;
    this.clock = clock;
    this.stop = stop;
    this.times = new TimePlan(settings, stop);
  }

  /**
   * Runs until {@link Stop} is asked and the drain is done, or its time is over.
   *
   * @throws IOException if the store cannot be used until the very end
   */
  public void run() throws IOException, InterruptedException {
    switch (settings.pod().role()) {
      case EXECUTOR -> executor();
      case DRIVER -> driver();
    }
  }

  private void executor() throws IOException, InterruptedException {
    PodLife life = PodLife.start(settings, clock, stop, times, Notices.NONE);
    awaitStop(life);
    draining();
    end(life);
  }

  private void driver() throws IOException, InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    DriverCluster cluster = new DriverCluster(settings, times.notices(), clock);
    PodLife life = PodLife.start(settings, clock, stop, times, cluster);
    Thread.ofPlatform()
        .daemon()
        .name("driver")
        .start(
            () -> {
              try (cluster) {
                drive(cluster, life);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (Throwable e) {
                LOG.error("not everything is sent", e);
              } finally {
                done.countDown();
              }
            });
    awaitStop(life);
    Deadline exit = times.exit();
    while (stop.asked() && !exit.passed()) {
      if (done.await(SLICE.toNanos(), TimeUnit.NANOSECONDS)) {
        break;
      }
    }
    if (stop.asked() && done.getCount() > 0) {
      LOG.error("the time is over and something still blocks; the last manifest in S3 holds");
    }
    end(life);
  }

  /**
   * Waits for the request to end, or for the end of the pod's own work: work that fails for good
   * ends the process, which the kubelet starts again.
   */
  private void awaitStop(PodLife life) throws InterruptedException {
    while (!stop.await(IDLE) && !life.hasEnded()) {
      // Other threads work meanwhile.
    }
  }

  private void drive(DriverCluster cluster, PodLife life) throws InterruptedException {
    life.awaitFirstLook(FIRST_LOOK);
    settings.timesWarning().ifPresent(why -> warn(cluster, why));
    try (Duty duty = DriverDuty.open(settings, cluster, times, clock)) {
      duty.start();
      stop.await();
      draining();
      duty.finish(life);
    }
  }

  private void draining() {
    if (stop.asked()) {
      LOG.info("draining: {} s are left", times.uploads().left().toSeconds());
    }
  }

  private static void warn(Notices notices, String why) {
    LOG.warn(why);
    notices.tell(new Notice.GraceTooShort(why));
  }

  private void end(PodLife life) throws IOException, InterruptedException {
    if (!life.awaitEnd(times.exit())) {
      LOG.error(
          "{} does not answer, and the time is over. {}. The files that were moved before are in {}",
          store(),
          left(),
          life.destination());
    }
    if (life.failure().orElse(null) instanceof IOException e) {
      throw e;
    }
  }

  private Path store() {
    return settings.transport() == Transport.SHARED_VOLUME ? settings.store() : settings.spool();
  }

  /** Names files that end with the pod. */
  private String left() {
    try {
      return new BlockingCalls("the spool", Duration.ofSeconds(1))
          .call("list", Deadline.in(Duration.ofSeconds(1)), this::leftInSpool);
    } catch (IOException | RuntimeException | Error e) {
      return "Nothing is known of the files in " + settings.spool() + ": " + Failures.message(e);
    }
  }

  private String leftInSpool() throws IOException {
    Path spool = settings.spool();
    try (Stream<Path> all = Files.walk(spool)) {
      List<String> names =
          all.filter(Files::isRegularFile)
              .map(file -> spool.relativize(file).toString())
              .filter(name -> !name.startsWith(".recorder"))
              .toList();
      return names.isEmpty()
          ? "No file is left in " + spool
          : "%d files stay in %s and end with this pod: %s%s"
              .formatted(
                  names.size(),
                  spool,
                  String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size()))),
                  names.size() > MOST_NAMED ? ", ..." : "");
    }
  }
}
