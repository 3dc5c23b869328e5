package io.sparkrecorder.report.missing;

import io.sparkrecorder.cli.NotThere;
import io.sparkrecorder.cli.Recordings;
import io.sparkrecorder.marker.Fields;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Manifest;
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
    if (listed.index().isEmpty()) {
      return missing(listed, "no report");
    }
    return isUpToDate(listed.app(), written, listed.index().get())
        ? new State.UpToDate()
        : missing(listed, "the manifest has changed");
  }

  private State missing(Listed listed, String why) {
    String app = listed.app();
    Optional<byte[]> json = recordings.manifestJson(app);
    if (json.isEmpty()) {
      return new State.Unfinished();
    }
    ManifestStamp stamp = ManifestStamp.of(json.get());
    Attempts attempts =
        listed.attempts()
            ? Attempts.read(recordings, app, stamp, recorder)
            : Attempts.none(stamp, recorder);
    if (attempts.areUsedUp()) {
      return new State.GivenUp(attempts.problem());
    }
    try {
      return isProvisional(recordings.manifest(app, json.get()))
          ? new State.Unfinished()
          : new State.Missing(why, attempts, new State.Checked.Usable(stamp));
    } catch (NotThere e) {
      return new State.Missing(why, attempts, new State.Checked.Unusable(Failures.message(e)));
    }
  }

  private static boolean isProvisional(Manifest manifest) {
    return manifest.reason().filter(reason -> reason.startsWith(PROVISIONAL)).isPresent();
  }

  /** Compares manifests, and clocks only with an index that names no manifest. */
  private boolean isUpToDate(String app, Instant manifestWritten, Instant indexWritten) {
    Optional<byte[]> index =
        recordings
            .s3()
            .document(
                recordings.settings().key(app + "/report/index.json"),
                LARGEST_INDEX,
                Deadline.in(PATIENCE));
    if (index.isEmpty()) {
      return false;
    }
    try {
      Fields fields = Json.parse(index.get());
      return fields.has("manifestCrc32c")
          ? isOf(
              app,
              new ManifestStamp(fields.number("manifestBytes"), fields.crc32c("manifestCrc32c")))
          : !indexWritten.isBefore(manifestWritten);
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
