package io.sparkrecorder.ship;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.StoredObject;
import io.sparkrecorder.marker.UploadedPart;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.GrowingUpload;
import io.sparkrecorder.s3.model.GrowthResult;
import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.s3.model.PendingUpload;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.store.Outbox;
import io.sparkrecorder.store.Part;
import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
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
  private static final String CONTENT_TYPE = "application/octet-stream";

  private final String name;
  private final Keys keys;
  private final String owner;
  private final Outbox outbox;
  private final ObjectStore s3;
  private final UploadJournalFile journal;
  private final PartsAccepted accepted;
  private final Deadline roll;
  private final Duration patience;
  private final Deadline deadline;
  private volatile Optional<GrowingUpload> upload = Optional.empty();
  private volatile UploadState outcome = new UploadState.Underway();

  /** Tells whether the server has reported its parts of this piece. */
  private volatile boolean looked;

  /**
   * The keys of the object.
   *
   * @param first used unless other bytes have it
   * @param other carries the pod's uid
   */
  record Keys(String first, String other) {
    List<String> both() {
      return List.of(first, other);
    }
  }

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
      String name,
      Keys keys,
      String owner,
      Outbox outbox,
      ObjectStore s3,
      UploadJournalFile journal,
      PartsAccepted accepted,
      Times times) {
    this.name = name;
    this.keys = keys;
    this.owner = owner;
    this.outbox = outbox;
    this.s3 = s3;
    this.journal = journal;
    this.accepted = accepted;
    this.roll = times.roll();
    this.patience = times.patience();
    this.deadline = times.end();
  }

  /** Notes that an earlier recorder of this pod has sent all of it. */
  void sentBefore(String key) {
    looked = true;
    outcome = new UploadState.Whole(key);
  }

  UploadState outcome() {
    return outcome;
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

  /**
   * Closes the piece if it is old enough, and begins its upload or continues a running one. Sends
   * nothing: first, the marker must name the place of the parts.
   */
  void begin() {
    if (settled() || upload.isPresent()) {
      return;
    }
    Optional<Multipart> before =
        keys.both().stream()
            .flatMap(key -> journal.find(key).stream())
            // An upload of a known size belongs to a piece that is sent as one file.
            .filter(found -> found.bytes() == 0)
            .findFirst();
    if (before.isPresent()) {
      resume(before.get().key(), before.get().uploadId());
    } else if (accepted.holds() && outbox.parts(name).getFirst().full()) {
      create();
    } else {
      looked = true;
    }
  }

  private void create() {
    for (String key : keys.both()) {
      GrowingUpload put = s3.growing(key, owner);
      switch (put.begin(deadline)) {
        case GrowthResult.Ready() -> {
          journal.growing(key, put.uploadId().orElseThrow());
          underway(put);
          return;
        }
        case GrowthResult.Failed(Problem problem) -> {
          failed(problem);
          return;
        }
        case GrowthResult.Taken(), GrowthResult.Gone() -> {
          if (isComplete(key)) {
            return;
          }
        }
      }
    }
    looked = true;
    left("other bytes are in S3 under " + keys.other());
  }

  /**
   * Handles a failed begin: a server that never begins an upload may accept the piece as one file.
   */
  private void failed(Problem problem) {
    if (problem.reason() == Problem.Reason.REFUSED) {
      accepted.refused();
      looked = true;
    }
    left(problem.message());
  }

  private void resume(String key, String uploadId) {
    GrowingUpload put = s3.growing(key, owner);
    switch (put.resume(uploadId, expected(), deadline)) {
      case GrowthResult.Ready() -> {
        LOG.info("going on with {}: {} parts are there", key, put.parts().size());
        underway(put);
      }
      case GrowthResult.Failed(Problem problem) -> {
        if (problem.isFinal()) {
          s3.abort(new PendingUpload(key, uploadId), deadline);
          gone(key);
        } else {
          left(problem.message());
        }
      }
      case GrowthResult.Gone(), GrowthResult.Taken() -> gone(key);
    }
  }

  private Map<Integer, Multipart.Part> expected() {
    Map<Integer, Multipart.Part> expected = new HashMap<>();
    for (Part part : outbox.parts(name)) {
      expected.put(part.number(), new Multipart.Part("", part.crc32c(), part.bytes()));
    }
    return expected;
  }

  private void underway(GrowingUpload put) {
    upload = Optional.of(put);
    looked = true;
    outcome = new UploadState.Underway();
  }

  /**
   * Handles an upload that the server does not know any more: it was completed and a kill came
   * before the journal was written, or a third party aborted it. In the second case the piece is
   * sent again.
   */
  private void gone(String key) {
    try {
      if (!isComplete(key)) {
        LOG.warn("the upload of {} is no more at the server; the spool has it all", name);
        forget(key);
      }
    } catch (S3Problem e) {
      left(e.problem().message());
    }
  }

  /** Tells whether the object under this key is this piece. Throws {@link S3Problem}. */
  private boolean isComplete(String key) {
    RecordedFile file = outbox.file(name).orElseThrow();
    boolean complete = s3.head(key, deadline).filter(head -> isThis(file, head)).isPresent();
    if (complete) {
      whole(file, key);
    }
    return complete;
  }

  /**
   * Tells whether an object is this piece: an upload in parts has named its owner, and one that was
   * sent as one file has the checksum of its bytes.
   */
  private boolean isThis(RecordedFile file, ObjectHead head) {
    Predicate<Crc32c> same = file.crc32c()::equals;
    boolean isOwn =
        head.owner().isPresent()
            ? head.owner().get().equals(owner) && head.crc32c().filter(same.negate()).isEmpty()
            : head.crc32c().filter(same).isPresent();
    return isOwn && head.bytes() == file.bytes();
  }

  private void forget(String key) {
    journal.ended(key);
    upload = Optional.empty();
    looked = true;
    outcome = new UploadState.Underway();
  }

  /**
   * Sends the parts that will not change any more.
   *
   * @param last whether the recording grows no more
   */
  void send(boolean last) {
    if (roll.passed() || last) {
      outbox.closePiece(name);
    }
    if (settled() || upload.isEmpty()) {
      return;
    }
    GrowingUpload put = upload.get();
    boolean closed = outbox.isClosed(name);
    for (Part part : outbox.parts(name)) {
      while ((part.full() || closed) && !isThere(put, part)) {
        if (!goesOn(put, part, last)) {
          return;
        }
      }
    }
    outcome = new UploadState.Underway();
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
          left(problem.message());
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
    Map<Integer, Multipart.Part> expected = expected();
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
        () -> outbox.folder().open(name),
        part.offset(),
        part.bytes(),
        part.crc32c(),
        Deadline.in(patience).orEarlier(deadline));
  }

  private static boolean isThere(GrowingUpload put, Part part) {
    Multipart.Part there = put.parts().get(part.number());
    return there != null && there.bytes() == part.bytes() && there.crc32c().equals(part.crc32c());
  }

  /** Makes the object once the piece is closed. */
  void complete() {
    if (settled() || !outbox.isClosed(name)) {
      return;
    }
    journal.closed(name);
    RecordedFile file = outbox.file(name).orElseThrow();
    if (upload.isPresent()) {
      complete(upload.get(), file);
    }
    // An upload that could not be queried may be the object by now.
    if (!settled() && upload.isEmpty() && looked) {
      put(file);
    }
  }

  private void complete(GrowingUpload put, RecordedFile file) {
    SortedMap<Integer, Multipart.Part> parts = new TreeMap<>(put.parts());
    List<Part> wanted = outbox.parts(name);
    if (!wanted.stream().allMatch(part -> isThere(put, part))) {
      return; // the reason was logged before
    }
    parts.keySet().retainAll(wanted.stream().map(Part::number).toList());
    switch (put.complete(parts, deadline)) {
      case PutResult.Stored(String key, _, _) -> whole(file, key);
      case PutResult.AlreadyThere(String key, _) -> whole(file, key);
      case PutResult.Conflict(String key) -> {
        LOG.warn("other bytes are in S3 under {}", key);
        put.abort(deadline);
        forget(key);
      }
      case PutResult.Failed(Problem problem) -> {
        if (problem.reason() == Problem.Reason.REFUSED) {
          refused(put, problem);
        } else {
          left(problem.message());
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
    GrowthResult there = put.resume(pending.uploadId(), expected(), deadline);
    if (there instanceof GrowthResult.Gone || there instanceof GrowthResult.Taken) {
      gone(put.key());
    } else if (there instanceof GrowthResult.Failed(Problem problem) && !problem.isFinal()) {
      left(problem.message());
    } else {
      LOG.warn("{} is sent anew, as one file in parts of equal size: {}", name, why.message());
      accepted.refused();
      s3.abort(pending, deadline);
      forget(put.key());
    }
  }

  /** Sends the piece like any other file. */
  private void put(RecordedFile file) {
    for (String key : keys.both()) {
      Upload whole =
          new Upload(
              outbox.folder().file(name),
              () -> outbox.folder().open(name),
              key,
              file.bytes(),
              file.crc32c(),
              CONTENT_TYPE);
      switch (s3.put(whole, deadline, journal)) {
        case PutResult.Stored(String stored, _, _) -> {
          whole(file, stored);
          return;
        }
        case PutResult.AlreadyThere(String there, _) -> {
          whole(file, there);
          return;
        }
        case PutResult.Conflict(String taken) -> {
          if (settledLate(taken)) {
            return;
          }
          left("other bytes are in S3 under " + taken);
        }
        case PutResult.Failed(Problem problem) -> {
          left(problem.message());
          return;
        }
      }
    }
  }

  /**
   * Tells whether the server completed this piece's upload after it had said that the upload is
   * gone: the kill of a recorder does not end its last request. Without an answer, the next round
   * asks again.
   */
  private boolean settledLate(String key) {
    try {
      return isComplete(key);
    } catch (S3Problem e) {
      left(e.problem().message());
      return true;
    }
  }

  private void whole(RecordedFile file, String key) {
    journal.shipped(file, key);
    journal.ended(key);
    looked = true;
    outcome = new UploadState.Whole(key);
    outbox.sent(name);
  }

  private boolean settled() {
    return outcome instanceof UploadState.Whole;
  }

  private void left(String why) {
    if (!outcome.equals(new UploadState.Left(why))) {
      LOG.warn("{} stays in the spool for now: {}", name, why);
    }
    outcome = new UploadState.Left(why);
  }
}
