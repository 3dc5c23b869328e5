package io.sparkrecorder.report.missing;

import io.sparkrecorder.cli.NotThere;
import io.sparkrecorder.cli.Recordings;
import io.sparkrecorder.marker.Fields;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.report.application.BucketOrigin;
import io.sparkrecorder.report.application.ManifestStamp;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.text.Failures;
import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides from the objects of an application whether its report is to be made. */
final class States {
  private static final int LARGEST_INDEX = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String PROVISIONAL = "provisional";

  private final Recordings recordings;
  private final Instant earliest;
  private final String recorder;

  /**
   * Prepares decisions.
   *
   * @param earliest limit of age of a manifest
   * @param recorder version of this program
   */
  States(Recordings recordings, Instant earliest, String recorder) {
    this.recordings = recordings;
    this.earliest = earliest;
    this.recorder = recorder;
  }

  State of(Listed listed) {
    if (listed.manifest().isEmpty()) {
      return new State.Unfinished();
    }
    Instant written = listed.manifest().get();
    if (written.isBefore(earliest)) {
      return new State.TooOld();
    }
    Optional<byte[]> index = index(listed.app());
    if (index.isEmpty()) {
      return missing(listed.app(), "no report");
    }
    return isUpToDate(listed.app(), index.get())
        ? new State.UpToDate()
        : missing(listed.app(), "the manifest has changed");
  }

  private State missing(String app, String why) {
    Optional<byte[]> json = recordings.manifestJson(app);
    if (json.isEmpty()) {
      return new State.Unfinished();
    }
    ManifestStamp stamp = ManifestStamp.of(json.get());
    Attempts attempts = Attempts.read(recordings, app, stamp, recorder);
    if (attempts.areUsedUp()) {
      return new State.GivenUp(attempts.problem());
    }
    BucketOrigin application = BucketOrigin.sharing(recordings, app, json.get());
    try {
      return isProvisional(recordings.manifest(app, json.get()))
          ? new State.Unfinished()
          : new State.Missing(why, attempts, application, Optional.empty());
    } catch (NotThere e) {
      return new State.Missing(why, attempts, application, Optional.of(Failures.message(e)));
    }
  }

  private static boolean isProvisional(Manifest manifest) {
    return manifest.reason().filter(reason -> reason.startsWith(PROVISIONAL)).isPresent();
  }

  /** The index as it is now: another run may have made the report since the listing. */
  private Optional<byte[]> index(String app) {
    return recordings
        .s3()
        .document(
            recordings.settings().key(app + "/report/index.json"),
            LARGEST_INDEX,
            Deadline.in(PATIENCE));
  }

  /** An index that names no manifest is of a report that was made before there was one. */
  private boolean isUpToDate(String app, byte[] index) {
    try {
      Fields fields = Json.parse(index);
      return fields.has("manifestCrc32c")
          && isOf(
              app,
              new ManifestStamp(fields.number("manifestBytes"), fields.crc32c("manifestCrc32c")));
    } catch (MalformedDocument e) {
      return false;
    }
  }

  /** Asks for the manifest's checksum alone where the recorder has stored it beside the object. */
  private boolean isOf(String app, ManifestStamp reported) {
    String key = recordings.settings().key(app + "/manifest.json");
    Optional<ObjectHead> head = recordings.s3().head(key, Deadline.in(PATIENCE));
    if (head.isEmpty() || head.get().bytes() != reported.bytes()) {
      return false;
    }
    return head.get()
        .crc32c()
        .or(() -> recordings.manifestJson(app).map(json -> ManifestStamp.of(json).crc32c()))
        .filter(reported.crc32c()::equals)
        .isPresent();
  }
}
