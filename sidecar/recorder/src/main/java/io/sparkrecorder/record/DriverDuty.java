package io.sparkrecorder.record;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.discovery.OwnPod;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.Problem;
import io.sparkrecorder.s3.S3Problem;
import io.sparkrecorder.ship.Fleet;
import io.sparkrecorder.ship.WrittenManifest;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.AppStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A driver's recorder learns of every executor, and brings what all pods recorded to S3. */
final class DriverDuty implements Duty {
  private static final Logger LOG = LoggerFactory.getLogger(DriverDuty.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** For each pod: a network volume must not be read through by the second. */
  private static final Duration LOOK_MORE = Duration.ofMillis(10);

  private final RecorderSettings settings;
  private final S3Settings bucket;
  private final DriverCluster cluster;
  private final TimePlan times;
  private final ObjectStore s3;
  private final Fleet fleet;
  private Thread looking;

  /**
   * Opens the way to S3, and does not use it yet. Where there is none at all, the recordings must
   * reach the store all the same.
   *
   * @param times deadlines of the pod
   */
  static Duty open(RecorderSettings settings, DriverCluster cluster, TimePlan times, Clock clock)
      throws IOException {
    try {
      return new DriverDuty(settings, settings.s3().orElseThrow(), cluster, times, clock);
    } catch (S3Problem e) {
      LOG.error("nothing will be uploaded, all recordings stay in the store: {}", e.getMessage());
      cluster.tell(
          new Notice.BucketUnavailable(
              e.getMessage(), "Nothing will be uploaded, all recordings stay in the store"));
      return new ExecutorDuty();
    }
  }

  private DriverDuty(
      RecorderSettings settings,
      S3Settings bucket,
      DriverCluster cluster,
      TimePlan times,
      Clock clock)
      throws IOException {
    this.settings = settings;
    this.bucket = bucket;
    this.cluster = cluster;
    this.times = times;
    this.s3 = ObjectStore.open(bucket);
    try {
      this.fleet = fleet(clock);
    } catch (IOException e) {
      s3.close();
      throw e;
    }
  }

  private Fleet fleet(Clock clock) throws IOException {
    AppStore store =
        switch (settings.transport()) {
          case SHARED_VOLUME -> AppFolder.of(settings.store(), settings.pod().app());
          case DIRECT -> DirectOutlet.store(settings, s3, times.uploads());
        };
    return Fleet.open(
        settings.pod().app(),
        settings.pod().namespace(),
        store,
        s3,
        bucket,
        cluster.discovery(store),
        times.uploads(),
        clock);
  }

  @Override
  public void start() {
    fleet.start(driver());
    looking = Thread.ofPlatform().daemon().name("ship-sealed").start(this::look);
  }

  private void draining(long recorded) {
    cluster.tell(
        new Notice.RecordingsUploading(
            fleet.size(),
            fleet.recordedBut(settings.pod().uid()) + recorded,
            bucket.url(bucket.key(settings.pod().app() + "/")),
            times.exit().left()));
  }

  @Override
  public void finish(PodLife own) throws InterruptedException {
    Optional<OwnPod> ended = cluster.ended(times);
    try {
      looking.interrupt();
      draining(own.recorded());
      looking.join(LOOK);
      fleet.finish(times.executors(), times.uploads(), () -> !own.hasEnded());
    } catch (RuntimeException | Error e) {
      LOG.error("not everything is sent, as the manifest will say", e);
    }
    if (ended.isPresent()) {
      ended.get().end(times.uploads()).ifPresent(how -> fleet.saw(new Sighting(driver(), how)));
      ended.get().close();
    }
    tell(fleet.writeManifest(times.manifest()));
  }

  private void tell(WrittenManifest written) {
    Manifest manifest = written.manifest();
    Notice notice =
        switch (written) {
          case WrittenManifest.InS3(_, String url) -> {
            LOG.info("manifest: {}", url);
            yield manifest.complete()
                ? complete(manifest, url)
                : incomplete(Shortfall.of(manifest));
          }
          case WrittenManifest.NotInS3(_, String why) -> {
            LOG.error("the manifest is not in S3: {}", why);
            yield incomplete("the manifest is not in S3: " + why);
          }
        };
    LOG.info(
        "{}: {} pods, {} files, {} bytes in S3",
        notice.isWarning() ? "INCOMPLETE, the rest stays in the store" : "complete",
        manifest.pods().size(),
        manifest.files(),
        manifest.bytes());
    cluster.tell(notice);
  }

  private static Notice complete(Manifest manifest, String url) {
    return new Notice.RecordingsComplete(
        url, manifest.pods().size(), manifest.files(), manifest.bytes());
  }

  private Notice incomplete(String missing) {
    return new Notice.RecordingsIncomplete(missing, kept());
  }

  /** Where bytes are that S3 does not have. */
  private String kept() {
    return switch (settings.transport()) {
      case SHARED_VOLUME ->
          "What reached the store and not S3 stays there: "
              + settings.store().resolve(settings.pod().app());
      case DIRECT -> "What is not in S3 was in its pod alone, and has ended with it";
    };
  }

  private PodRecord driver() {
    return PodRecorder.record(settings.pod());
  }

  @Override
  public void close() {
    if (looking != null) {
      looking.interrupt();
    }
    fleet.close();
    s3.close();
  }

  /** Says early what would only be noticed at the end, then sends what executors have sealed. */
  private void look() {
    s3.check()
        .filter(problem -> problem.reason() != Problem.Reason.DEADLINE)
        .ifPresent(this::unavailable);
    try {
      fleet.earlier(times.uploads());
      while (true) {
        shipSealed();
        Thread.sleep(LOOK.plus(LOOK_MORE.multipliedBy(fleet.size())));
      }
    } catch (InterruptedException e) {
      // the drain takes over
    }
  }

  private void unavailable(Problem problem) {
    LOG.warn("S3 is not usable at the moment: {}", problem.message());
    cluster.tell(
        new Notice.BucketUnavailable(
            problem.message(),
            switch (settings.transport()) {
              case SHARED_VOLUME -> Notice.KEPT_IN_STORE;
              case DIRECT -> Notice.KEPT_IN_SPOOL;
            }));
  }

  /** A look that fails is not the last. */
  private void shipSealed() {
    try {
      fleet.shipSealed();
    } catch (Throwable e) {
      LOG.error("sealed recordings stay in the store for now", e);
    }
  }
}
