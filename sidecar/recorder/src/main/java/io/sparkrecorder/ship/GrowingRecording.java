package io.sparkrecorder.ship;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.GrowingUpload;
import io.sparkrecorder.s3.model.GrowthResult;
import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.s3.model.PendingUpload;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.store.Outbox;
import io.sparkrecorder.store.Part;
import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads one piece of a recording from the outbox to S3, part by part while it grows. The outbox
 * keeps the piece until its object is complete. So the piece can be sent again from there after any
 * failure of the upload (a lifecycle rule aborts it, or the server refuses parts of different
 * sizes). One thread at a time.
 */
final class GrowingRecording {
  private static final Logger LOG = LoggerFactory.getLogger(GrowingRecording.class);

  private final Piece piece;
  private final PieceProgress progress;
  private final PieceObject object;
  private final Outbox outbox;
  private final ObjectStore s3;
  private final UploadJournalFile journal;
  private final PartsAccepted accepted;
  private final Deadline roll;
  private final Duration patience;
  private final Deadline deadline;

  /**
   * The time limits of an upload.
   *
   * @param roll when the piece is completed, however small it is
   * @param patience time after which an unfinished part leads to a query for its upload
   * @param end deadline of all requests
   */
  record Times(Deadline roll, Duration patience, Deadline end) {}

  /**
   * An upload that has not begun.
   *
   * @param accepted whether the server makes objects of parts of different sizes
   */
  GrowingRecording(
      Piece piece, ObjectStore s3, UploadJournalFile journal, PartsAccepted accepted, Times times) {
    this.piece = piece;
    this.outbox = piece.outbox();
    this.s3 = s3;
    this.journal = journal;
    this.accepted = accepted;
    this.roll = times.roll();
    this.patience = times.patience();
    this.deadline = times.end();
    this.progress = new PieceProgress(piece.name(), outbox, journal);
    this.object = new PieceObject(piece, progress, s3, journal, deadline);
  }

  /** Notes that an earlier recorder of this pod has sent all of it. */
  void sentBefore(String key) {
    progress.sentBefore(key);
  }

  /** The progress of the piece; any thread may read it. */
  PieceProgress progress() {
    return progress;
  }

  /**
   * Closes the piece if it is old enough, and begins its upload or continues a running one. Sends
   * nothing: first, the marker must name the place of the parts.
   */
  void begin() {
    if (progress.settled() || progress.upload().isPresent()) {
      return;
    }
    Optional<Multipart> before =
        piece.keys().both().stream()
            .flatMap(key -> journal.find(key).stream())
            // An upload of a known size belongs to a piece that is sent as one file.
            .filter(found -> found.bytes() == 0)
            .findFirst();
    if (before.isPresent()) {
      resume(before.get().key(), before.get().uploadId());
    } else if (accepted.holds() && piece.parts().getFirst().full()) {
      create();
    } else {
      progress.nothingThere();
    }
  }

  private void create() {
    for (String key : piece.keys().both()) {
      GrowingUpload put = s3.growing(key, piece.owner());
      switch (put.begin(deadline)) {
        case GrowthResult.Ready() -> {
          journal.growing(key, put.uploadId().orElseThrow());
          progress.underway(put);
          return;
        }
        case GrowthResult.Failed(Problem problem) -> {
          failed(problem);
          return;
        }
        case GrowthResult.Taken(), GrowthResult.Gone() -> {
          if (object.isComplete(key)) {
            return;
          }
        }
      }
    }
    progress.nothingThere();
    progress.left("other bytes are in S3 under " + piece.keys().other());
  }

  /**
   * Handles a failed begin: a server that never begins an upload may accept the piece as one file.
   */
  private void failed(Problem problem) {
    if (problem.reason() == Problem.Reason.REFUSED) {
      accepted.refused();
      progress.nothingThere();
    }
    progress.left(problem.message());
  }

  private void resume(String key, String uploadId) {
    GrowingUpload put = s3.growing(key, piece.owner());
    switch (put.resume(uploadId, piece.expected(), deadline)) {
      case GrowthResult.Ready() -> {
        LOG.info("going on with {}: {} parts are there", key, put.parts().size());
        progress.underway(put);
      }
      case GrowthResult.Failed(Problem problem) -> {
        if (problem.isFinal()) {
          s3.abort(new PendingUpload(key, uploadId), deadline);
          gone(key);
        } else {
          progress.left(problem.message());
        }
      }
      case GrowthResult.Gone(), GrowthResult.Taken() -> gone(key);
    }
  }

  /**
   * Handles an upload that the server does not know any more: it was completed and a kill came
   * before the journal was written, or a third party aborted it. In the second case the piece is
   * sent again.
   */
  private void gone(String key) {
    try {
      if (!object.isComplete(key)) {
        LOG.warn("the upload of {} is no more at the server; the spool has it all", piece.name());
        progress.forget(key);
      }
    } catch (S3Problem e) {
      progress.left(e.problem().message());
    }
  }

  /**
   * Sends the parts that will not change any more.
   *
   * @param last whether the recording grows no more
   */
  void send(boolean last) {
    if (roll.passed() || last) {
      outbox.closePiece(piece.name());
    }
    if (progress.settled() || progress.upload().isEmpty()) {
      return;
    }
    GrowingUpload put = progress.upload().get();
    boolean closed = piece.isClosed();
    for (Part part : piece.parts()) {
      while ((part.full() || closed) && !Piece.isThere(part, put.parts())) {
        if (!goesOn(put, part, last)) {
          return;
        }
      }
    }
    progress.underway();
  }

  /**
   * Sends a part. If that fails, the upload may not exist any more: the answer that says so is lost
   * if the server sends it before it has read the body.
   *
   * @param again whether a part that failed is sent again at once
   */
  private boolean goesOn(GrowingUpload put, Part part, boolean again) {
    switch (send(put, part)) {
      case GrowthResult.Ready() -> {
        return true;
      }
      case GrowthResult.Gone(), GrowthResult.Taken() -> {
        gone(put.key());
        return false;
      }
      case GrowthResult.Failed(Problem problem) when problem.reason() == Problem.Reason.REFUSED -> {
        // The cause may be a proxy that accepts only smaller requests.
        refused(put, problem);
        return false;
      }
      case GrowthResult.Failed(Problem problem) -> {
        boolean there = !isPassing(problem) || isStillThere(put);
        if (there) {
          progress.left(problem.message());
        }
        return there && again && isPassing(problem) && !deadline.passed();
      }
    }
  }

  private static boolean isPassing(Problem problem) {
    return switch (problem.reason()) {
      case DEADLINE, UNREACHABLE, UNAVAILABLE -> true;
      default -> false;
    };
  }

  /** Asks for the upload, and settles the next step if it is gone. */
  private boolean isStillThere(GrowingUpload put) {
    Map<Integer, Multipart.Part> expected = piece.expected();
    expected.putAll(put.parts());
    GrowthResult there = put.resume(put.uploadId().orElseThrow(), expected, deadline);
    boolean gone = there instanceof GrowthResult.Gone || there instanceof GrowthResult.Taken;
    if (gone) {
      gone(put.key());
    }
    return !gone;
  }

  private GrowthResult send(GrowingUpload put, Part part) {
    return put.send(
        part.number(),
        piece.bytes(),
        part.offset(),
        part.bytes(),
        part.crc32c(),
        Deadline.in(patience).orEarlier(deadline));
  }

  /** Makes the object once the piece is closed. */
  void complete() {
    if (progress.settled() || !piece.isClosed()) {
      return;
    }
    journal.closed(piece.name());
    RecordedFile file = piece.file();
    if (progress.upload().isPresent()) {
      complete(progress.upload().get(), file);
    }
    // An upload that could not be queried may be the object by now.
    if (!progress.settled() && progress.upload().isEmpty() && progress.looked()) {
      object.put(file);
    }
  }

  private void complete(GrowingUpload put, RecordedFile file) {
    SortedMap<Integer, Multipart.Part> parts = new TreeMap<>(put.parts());
    List<Part> wanted = piece.parts();
    if (!wanted.stream().allMatch(part -> Piece.isThere(part, put.parts()))) {
      return; // the reason was logged before
    }
    parts.keySet().retainAll(wanted.stream().map(Part::number).toList());
    switch (put.complete(parts, deadline)) {
      case PutResult.Stored(String key, _, _) -> progress.whole(file, key);
      case PutResult.AlreadyThere(String key, _) -> progress.whole(file, key);
      case PutResult.Conflict(String key) -> {
        LOG.warn("other bytes are in S3 under {}", key);
        put.abort(deadline);
        progress.forget(key);
      }
      case PutResult.Failed(Problem problem) -> {
        if (problem.reason() == Problem.Reason.REFUSED) {
          refused(put, problem);
        } else {
          progress.left(problem.message());
        }
      }
    }
  }

  /**
   * Gives up the part-by-part upload, unless it is gone already. Some servers (Cloudflare R2) make
   * an object of parts only if all but the last have equal sizes.
   */
  private void refused(GrowingUpload put, Problem why) {
    PendingUpload pending = new PendingUpload(put.key(), put.uploadId().orElseThrow());
    GrowthResult there = put.resume(pending.uploadId(), piece.expected(), deadline);
    if (there instanceof GrowthResult.Gone || there instanceof GrowthResult.Taken) {
      gone(put.key());
    } else if (there instanceof GrowthResult.Failed(Problem problem) && !problem.isFinal()) {
      progress.left(problem.message());
    } else {
      LOG.warn(
          "{} is sent anew, as one file in parts of equal size: {}", piece.name(), why.message());
      accepted.refused();
      s3.abort(pending, deadline);
      progress.forget(put.key());
    }
  }
}
