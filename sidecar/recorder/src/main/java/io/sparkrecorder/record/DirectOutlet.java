package io.sparkrecorder.record;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.ship.OwnUploads;
import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.store.AppBucket;
import io.sparkrecorder.store.Outbox;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.store.PodStore;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Uploads to the bucket, where bytes are safe. Until then they wait in the spool, hidden from the
 * job.
 */
final class DirectOutlet implements Outlet {
  private static final String OWN = ".recorder";

  private final Spool spool;
  private final PodFolder folder;
  private final Outbox outbox;
  private final ObjectStore s3;
  private final OwnUploads uploads;
  private final Deadline lastMarker;
  private final String url;

  private DirectOutlet(RecorderSettings settings, PodRecord pod, ObjectStore s3, TimePlan times)
      throws IOException {
    Path root = settings.spool().toRealPath();
    S3Settings bucket = settings.s3().orElseThrow();
    String app = settings.pod().app();
    this.spool = new Spool(root).without(root.resolve(OWN));
    this.folder = new PodFolder(root.resolve(OWN).resolve(pod.label() + "." + pod.uid()));
    this.outbox = Outbox.open(folder, settings.roll().bytes());
    this.s3 = s3;
    Deadline end = times.uploads();
    this.uploads =
        new OwnUploads(
            pod, app, store(settings, s3, end), outbox, s3, bucket, settings.roll(), end);
    this.lastMarker = times.manifest();
    this.url = bucket.url(bucket.key(app));
  }

  /**
   * Makes a client for S3, and sends no request yet.
   *
   * @param times deadlines of the pod
   */
  static DirectOutlet open(RecorderSettings settings, PodRecord pod, TimePlan times)
      throws IOException {
    ObjectStore s3;
    try {
      s3 = ObjectStore.open(settings.s3().orElseThrow());
    } catch (S3Problem e) {
      throw new NoBucket(e);
    }
    try {
      return new DirectOutlet(settings, pod, s3, times);
    } catch (IOException | RuntimeException | Error e) {
      s3.close();
      throw e;
    }
  }

  /** The place in the bucket where the recorders of this application meet, seen from this pod. */
  static AppBucket store(RecorderSettings settings, ObjectStore s3, Deadline end) {
    return new AppBucket(
        s3, settings.s3().orElseThrow(), settings.pod().app(), settings.spool().resolve(OWN), end);
  }

  @Override
  public Spool spool() {
    return spool;
  }

  @Override
  public PodStore store() {
    return outbox;
  }

  /**
   * Reads the local copy of the marker instead of the one in the bucket, because S3 may be away.
   */
  @Override
  public Optional<Marker> earlier() throws IOException {
    return folder.marker();
  }

  @Override
  public void announce(Marker marker) throws IOException {
    folder.write(marker);
    uploads.announce(marker);
  }

  @Override
  public List<String> deliver() throws InterruptedException {
    return uploads.deliver();
  }

  @Override
  public void seal(Marker marker) throws IOException {
    uploads.seal(marker, lastMarker);
  }

  @Override
  public String toString() {
    return url;
  }

  @Override
  public void close() throws IOException {
    uploads.close();
    outbox.close();
    s3.close();
  }
}
