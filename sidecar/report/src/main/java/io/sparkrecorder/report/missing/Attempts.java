package io.sparkrecorder.report.missing;

import io.sparkrecorder.cli.Recordings;
import io.sparkrecorder.marker.Fields;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.report.application.ManifestStamp;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The attempts at a report of one manifest by one version of this program. They are written down
 * before an attempt begins, so that one that kills the process counts too.
 *
 * @param manifest manifest that the report is made of; attempts at another one do not count
 * @param recorder version of this program; another one may succeed
 * @param failed number of attempts that have not succeeded
 * @param problem why the last one failed
 */
record Attempts(ManifestStamp manifest, String recorder, int failed, String problem) {
  /** The name of the document below the application's folder. */
  static final String NAME = "report/attempts.json";

  /** Attempts at one manifest, after which it needs a person. */
  static final int MOST = 3;

  private static final int VERSION = 1;
  private static final int LARGEST = 64 << 10;
  private static final Duration TIME = Duration.ofSeconds(30);
  private static final String CUT_OFF = "the process ended during the attempt";

  static Attempts none(ManifestStamp manifest, String recorder) {
    return new Attempts(manifest, recorder, 0, "");
  }

  /** The attempts in the bucket; none if they were at another manifest, or by another version. */
  static Attempts read(Recordings recordings, String app, ManifestStamp manifest, String recorder) {
    String key = recordings.settings().key(app + "/" + NAME);
    return recordings
        .s3()
        .document(key, LARGEST, Deadline.in(TIME))
        .flatMap(Attempts::parse)
        .filter(found -> found.manifest.equals(manifest) && found.recorder.equals(recorder))
        .orElseGet(() -> none(manifest, recorder));
  }

  boolean areUsedUp() {
    return failed >= MOST;
  }

  Attempts begun() {
    return new Attempts(manifest, recorder, failed + 1, CUT_OFF);
  }

  Attempts because(String why) {
    return new Attempts(manifest, recorder, failed, why);
  }

  /**
   * Writes the document over an older one.
   *
   * @throws S3Problem if the bucket does not take it
   */
  void write(Recordings recordings, String app) {
    String key = recordings.settings().key(app + "/" + NAME);
    if (recordings.s3().putDocument(key, json(app), Deadline.in(TIME))
        instanceof PutResult.Failed(var why)) {
      throw new S3Problem(why);
    }
  }

  private byte[] json(String app) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", VERSION);
    map.put("app", app);
    map.put("manifestBytes", manifest.bytes());
    map.put("manifestCrc32c", manifest.crc32c().hex());
    map.put("recorder", recorder);
    map.put("failed", failed);
    map.put("problem", problem);
    return Json.document(map);
  }

  /** A document that is none counts as no attempt: it is written anew. */
  private static Optional<Attempts> parse(byte[] json) {
    try {
      Fields fields = Json.parse(json);
      long failed = fields.size("failed");
      return Optional.of(
          new Attempts(
              new ManifestStamp(fields.size("manifestBytes"), fields.crc32c("manifestCrc32c")),
              fields.text("recorder"),
              (int) Math.min(failed, MOST),
              fields.shown("problem")));
    } catch (MalformedDocument e) {
      return Optional.empty();
    }
  }
}
