package io.sparkrecorder.record;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.discovery.OwnPod;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.ManifestHeader;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.ship.ApplicationUploads;
import io.sparkrecorder.ship.WrittenManifest;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.AppStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Discovers every executor, and uploads the recordings of all pods to S3. */
final class DriverDuty implements Duty {
  private static final Logger LOG = LoggerFactory.getLogger(DriverDuty.class);
  private final RecorderSettings settings;
  private final S3Settings bucket;
  private final DriverCluster cluster;
  private final TimePlan times;
  private final ObjectStore s3;
  private final ApplicationUploads uploads;

  /**
   * Makes a client for S3, and sends no request yet. If that fails, the recordings must still reach
   * the store.
   *
   * @param times deadlines of the pod
   */
  static Duty open(RecorderSettings settings, DriverCluster cluster, TimePlan times, Clock clock) {
    try {
      return new DriverDuty(settings, settings.s3().orElseThrow(), cluster, times, clock);
    } catch (S3Problem e) {
      LOG.error(
          "nothing will be uploaded, all recordings stay in the store: {}", e.problem().message());
      cluster.tell(
          new Notice.BucketUnavailable(
              e.problem().message(), "Nothing will be uploaded, all recordings stay in the store"));
      return NONE;
    }
  }

  private DriverDuty(
      RecorderSettings settings,
      S3Settings bucket,
      DriverCluster cluster,
      TimePlan times,
      Clock clock) {
    this.settings = settings;
    this.bucket = bucket;
    this.cluster = cluster;
    this.times = times;
    this.s3 = ObjectStore.open(bucket);
    this.uploads = uploads(clock);
  }

  private ApplicationUploads uploads(Clock clock) {
    AppStore store =
        switch (settings.transport()) {
          case SHARED_VOLUME -> AppFolder.of(settings.store(), settings.pod().app());
          case DIRECT -> DirectOutlet.store(settings, s3, times.uploads());
        };
    ApplicationUploads.Way way =
        new ApplicationUploads.Way(
            settings.pod().app(),
            settings.pod().namespace(),
            store,
            s3,
            bucket,
            List.of(Path.of(System.getProperty("java.io.tmpdir")), settings.spool()),
            times.uploads(),
            ApplicationUploads.Uploader.DRIVER);
    return new ApplicationUploads(way, cluster.discovery(store), clock);
  }

  @Override
  public void start() {
    uploads.start(driver());
    Thread.ofVirtual().name("check-bucket").start(this::check);
  }

  private void draining(long recorded) {
    cluster.tell(
        new Notice.RecordingsUploading(
            uploads.size(),
            uploads.recordedBut(settings.pod().uid()) + recorded,
            bucket.url(bucket.key(settings.pod().app() + "/")),
            times.exit().left()));
  }

  @Override
  public void finish(PodLife own) throws InterruptedException {
    Optional<OwnPod> ended = cluster.ended(times);
    try {
      uploads.drain(times.manifest());
      draining(own.recorded());
      uploads.finish(times.executors(), times.uploads(), () -> !own.hasEnded());
    } catch (RuntimeException | Error e) {
      LOG.error("not everything is sent, as the manifest will say", e);
    }
    if (ended.isPresent()) {
      ended.get().end(times.uploads()).ifPresent(how -> uploads.saw(new Sighting(driver(), how)));
      ended.get().close();
    }
    tell(uploads.writeManifest(times.manifest()));
  }

  private void tell(WrittenManifest written) {
    ManifestHeader manifest = written.header();
    Notice notice =
        switch (written) {
          case WrittenManifest.InS3(_, String shortfall, String url) -> {
            LOG.info("manifest: {}", url);
            yield manifest.complete() ? complete(manifest, url) : incomplete(shortfall);
          }
          case WrittenManifest.NotInS3(_, String why) -> {
            LOG.error("the manifest is not in S3: {}", why);
            yield incomplete("the manifest is not in S3: " + why);
          }
          case WrittenManifest.Outrun _ -> incomplete("another recorder has replaced the manifest");
        };
    LOG.info(
        "{}: {} pods, {} files, {} bytes in S3",
        notice.isWarning() ? "INCOMPLETE, the rest stays in the store" : "complete",
        manifest.totals().pods(),
        manifest.totals().files(),
        manifest.totals().bytes());
    cluster.tell(notice);
  }

  private static Notice complete(ManifestHeader manifest, String url) {
    return new Notice.RecordingsComplete(
        url, manifest.totals().pods(), manifest.totals().files(), manifest.totals().bytes());
  }

  private Notice incomplete(String missing) {
    return new Notice.RecordingsIncomplete(missing, kept());
  }

  /** The place of bytes that S3 does not have. */
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
    uploads.close();
    s3.close();
  }

  /** Reports early a problem that would only appear at the end. */
  private void check() {
    s3.check()
        .filter(problem -> problem.reason() != Problem.Reason.DEADLINE)
        .ifPresent(this::unavailable);
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
}
