package io.sparkrecorder.ship;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.Source;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.time.Deadline;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Sends one file of a pod: under its key, or under its fallback key if other bytes have that. A
 * file that the pod's journal knows is not sent again.
 *
 * @param deadline deadline of all uploads; it may move
 */
record FileSender(ObjectStore s3, S3Settings settings, Deadline deadline) {
  private static final int TRIES = 5;

  /**
   * Sends the file.
   *
   * @param place place of the file, for messages
   * @param source source of its bytes
   */
  UploadState send(
      Path place,
      Source source,
      RecordedFile file,
      String key,
      String fallbackKey,
      UploadJournalFile journal)
      throws InterruptedException {
    Optional<String> before = journal.keyOf(file);
    if (before.isPresent()) {
      return new UploadState.Whole(before.get());
    }
    PutResult put = put(place, source, file, key, journal);
    if (put instanceof PutResult.Conflict) {
      put = put(place, source, file, fallbackKey, journal);
    }
    return switch (put) {
      case PutResult.Stored(String stored, _, _) -> done(journal, file, stored);
      case PutResult.AlreadyThere(String there, _) -> done(journal, file, there);
      case PutResult.Conflict(String taken) ->
          new UploadState.Left("other bytes are in S3 under " + settings.url(taken));
      case PutResult.Failed(Problem problem) -> new UploadState.Left(problem.message());
    };
  }

  /**
   * Uploads the file under a key. This node may see a file on a network volume late: as long as its
   * bytes are not those that the marker names, it is read again.
   */
  private PutResult put(
      Path place, Source source, RecordedFile file, String key, UploadJournalFile journal)
      throws InterruptedException {
    Upload upload =
        new Upload(place, source, key, file.bytes(), file.crc32c(), "application/octet-stream");
    for (int tries = 1; ; tries++) {
      PutResult put = s3.put(upload, deadline, journal);
      boolean again =
          put instanceof PutResult.Failed(Problem problem)
              && (problem.reason() == Problem.Reason.SOURCE_CHANGED
                  || problem.reason() == Problem.Reason.LOCAL_IO)
              && !(source instanceof PatientSource patient && patient.hung())
              && tries < TRIES;
      if (!again || deadline.left().toSeconds() < 2) {
        return put;
      }
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private static UploadState done(UploadJournalFile journal, RecordedFile file, String key) {
    journal.shipped(file, key);
    return new UploadState.Whole(key);
  }
}
