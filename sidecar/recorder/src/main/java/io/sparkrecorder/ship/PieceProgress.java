package io.sparkrecorder.ship;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.StoredObject;
import io.sparkrecorder.marker.UploadedPart;
import io.sparkrecorder.s3.model.GrowingUpload;
import io.sparkrecorder.store.Outbox;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The progress of one piece of a recording on its way to S3, for its journal and for the marker.
 * One thread changes it, any thread may read it.
 */
final class PieceProgress {
  private static final Logger LOG = LoggerFactory.getLogger(PieceProgress.class);

  private final String name;
  private final Outbox outbox;
  private final UploadJournalFile journal;
  private volatile Optional<GrowingUpload> upload = Optional.empty();
  private volatile UploadState outcome = new UploadState.Underway();

  /** Tells whether the server has reported its parts of this piece. */
  private volatile boolean looked;

  /** The progress of a piece of which nothing was sent. */
  PieceProgress(String name, Outbox outbox, UploadJournalFile journal) {
    this.name = name;
    this.outbox = outbox;
    this.journal = journal;
  }

  /** The running multipart upload. */
  Optional<GrowingUpload> upload() {
    return upload;
  }

  UploadState outcome() {
    return outcome;
  }

  /** Tells whether the object is complete. */
  boolean settled() {
    return outcome instanceof UploadState.Whole;
  }

  /** Tells whether {@link #object} holds; before that, an earlier marker may know more. */
  boolean looked() {
    return looked;
  }

  /** The object for the marker; empty as long as nothing of it is at the server. */
  Optional<StoredObject> object() {
    if (outcome instanceof UploadState.Whole(String key)) {
      return Optional.of(StoredObject.at(name, key));
    }
    return upload
        .filter(it -> it.uploadId().isPresent())
        .map(it -> new StoredObject(name, it.key(), it.uploadId(), parts(it)));
  }

  private static List<UploadedPart> parts(GrowingUpload upload) {
    return upload.parts().entrySet().stream()
        .map(
            part ->
                new UploadedPart(
                    part.getKey(),
                    part.getValue().etag(),
                    part.getValue().bytes(),
                    part.getValue().crc32c()))
        .toList();
  }

  /** Notes that an earlier recorder of this pod has sent all of it. */
  void sentBefore(String key) {
    looked = true;
    outcome = new UploadState.Whole(key);
  }

  /** Notes that the server has no part of it. */
  void nothingThere() {
    looked = true;
  }

  /** Notes that its multipart upload runs. */
  void underway(GrowingUpload put) {
    upload = Optional.of(put);
    looked = true;
    outcome = new UploadState.Underway();
  }

  /** Notes that every part was sent so far. */
  void underway() {
    outcome = new UploadState.Underway();
  }

  /** Notes that the upload under this key exists no more, so that the piece is sent again. */
  void forget(String key) {
    journal.ended(key);
    upload = Optional.empty();
    looked = true;
    outcome = new UploadState.Underway();
  }

  /** Notes that the object under this key is the whole piece. */
  void whole(RecordedFile file, String key) {
    journal.shipped(file, key);
    journal.ended(key);
    looked = true;
    outcome = new UploadState.Whole(key);
    outbox.sent(name);
  }

  /** Notes why the piece cannot be sent now. */
  void left(String why) {
    if (!outcome.equals(new UploadState.Left(why))) {
      LOG.warn("{} stays in the spool for now: {}", name, why);
    }
    outcome = new UploadState.Left(why);
  }
}
