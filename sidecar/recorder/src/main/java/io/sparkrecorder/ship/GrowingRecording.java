package io.sparkrecorder.ship;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.StoredObject;
import io.sparkrecorder.marker.UploadedPart;
import io.sparkrecorder.s3.GrowingPut;
import io.sparkrecorder.s3.Growth;
import io.sparkrecorder.s3.Multipart;
import io.sparkrecorder.s3.ObjectHead;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.Problem;
import io.sparkrecorder.s3.Put;
import io.sparkrecorder.s3.S3Problem;
import io.sparkrecorder.s3.Upload;
import io.sparkrecorder.store.Outbox;
import io.sparkrecorder.store.Part;
import io.sparkrecorder.time.Deadline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One recording on its way from the outbox to S3, part by part while it grows. Each part that the
 * server has acknowledged is dropped here. One thread at a time.
 */
final class GrowingRecording {
  private static final Logger LOG = LoggerFactory.getLogger(GrowingRecording.class);

  private final String name;
  private final Keys keys;
  private final String owner;
  private final Outbox outbox;
  private final ObjectStore s3;
  private final ShippedJournal journal;
  private final Deadline deadline;
  private volatile Optional<GrowingPut> upload = Optional.empty();
  private volatile Shipped outcome = new Shipped.Underway();

  /**
   * Where it goes.
   *
   * @param first unless something is there
   * @param other carries the pod's uid
   */
  record Keys(String first, String other) {
    List<String> both() {
      return List.of(first, other);
    }
  }

  GrowingRecording(
      String name,
      Keys keys,
      String owner,
      Outbox outbox,
      ObjectStore s3,
      ShippedJournal journal,
      Deadline deadline) {
    this.name = name;
    this.keys = keys;
    this.owner = owner;
    this.outbox = outbox;
    this.s3 = s3;
    this.journal = journal;
    this.deadline = deadline;
  }

  /** An earlier recorder of this pod has sent all of it. */
  void sentBefore(String key) {
    outcome = new Shipped.Whole(key);
  }

  Shipped outcome() {
    return outcome;
  }

  /** For the marker; empty as long as nothing of it is at the server. */
  Optional<StoredObject> object() {
    if (outcome instanceof Shipped.Whole(String key)) {
      return Optional.of(StoredObject.at(name, key));
    }
    return upload
        .filter(it -> it.uploadId().isPresent())
        .map(it -> new StoredObject(name, it.key(), it.uploadId(), parts(it)));
  }

  private static List<UploadedPart> parts(GrowingPut upload) {
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
   * Begins its upload if there is enough for one, or takes up the one that is under way. Sends
   * nothing: first, the marker must say where parts will be.
   */
  void begin() {
    if (settled() || upload.isPresent()) {
      return;
    }
    for (String key : keys.both()) {
      Optional<Multipart> before = journal.find(key);
      if (before.isPresent()) {
        resume(key, before.get().uploadId());
        return;
      }
    }
    if (outbox.parts(name).getFirst().full()) {
      begin(keys.both());
    }
  }

  private void begin(List<String> candidates) {
    for (String key : candidates) {
      GrowingPut put = s3.growing(key, owner);
      switch (put.begin(deadline)) {
        case Growth.Ready() -> {
          journal.growing(key, put.uploadId().orElseThrow());
          upload = Optional.of(put);
          outcome = new Shipped.Underway();
          return;
        }
        case Growth.Failed(Problem problem) -> {
          left(problem.message());
          return;
        }
        case Growth.Taken(), Growth.Gone() -> left("other bytes are in S3 under " + key);
      }
    }
  }

  private void resume(String key, String uploadId) {
    GrowingPut put = s3.growing(key, owner);
    Map<Integer, Multipart.Part> expected = new HashMap<>();
    outbox
        .parts(name)
        .forEach(
            part ->
                expected.put(part.number(), new Multipart.Part("", part.crc32c(), part.bytes())));
    switch (put.resume(uploadId, expected, deadline)) {
      case Growth.Ready() -> {
        LOG.info("going on with {}: {} parts are there", key, put.parts().size());
        upload = Optional.of(put);
        outcome = new Shipped.Underway();
      }
      case Growth.Failed(Problem problem) -> left(problem.message());
      case Growth.Gone(), Growth.Taken() -> findCompleted(key);
    }
  }

  /** The upload is no more: it was completed, and a kill came before that was written down. */
  private void findCompleted(String key) {
    List<Part> parts = outbox.parts(name);
    RecordedFile file = outbox.file(name).orElseThrow();
    long bytes = parts.getLast().offset() + parts.getLast().bytes();
    try {
      Optional<ObjectHead> there =
          s3.head(key, deadline)
              .filter(head -> head.owner().filter(owner::equals).isPresent())
              .filter(head -> head.bytes() == bytes);
      if (there.isPresent()) {
        whole(file, key);
      } else {
        left("its upload was ended at the server by somebody else");
      }
    } catch (S3Problem e) {
      left(e.getMessage());
    }
  }

  /** Sends the parts that will not change any more. */
  void send(boolean last) {
    if (settled() || upload.isEmpty()) {
      return;
    }
    GrowingPut put = upload.get();
    for (Part part : outbox.parts(name)) {
      if ((part.full() || last) && !isThere(put, part)) {
        switch (put.send(
            part.number(),
            outbox.part(name, part.number()),
            part.bytes(),
            part.crc32c(),
            deadline)) {
          case Growth.Ready() -> {}
          case Growth.Failed(Problem problem) -> {
            left(problem.message());
            return;
          }
          case Growth.Gone(), Growth.Taken() -> {
            findCompleted(put.key());
            return;
          }
        }
      }
      if (part.full() && isThere(put, part)) {
        outbox.drop(name, part);
      }
    }
    outcome = new Shipped.Underway();
  }

  private static boolean isThere(GrowingPut put, Part part) {
    Multipart.Part there = put.parts().get(part.number());
    return there != null && there.bytes() == part.bytes() && there.crc32c().equals(part.crc32c());
  }

  /** Makes the object: it grows no more, and everything was sent. */
  void complete() {
    if (outcome instanceof Shipped.Whole) {
      return;
    }
    RecordedFile file = outbox.file(name).orElseThrow();
    List<Part> parts = outbox.parts(name);
    if (upload.isEmpty() && !parts.getFirst().full()) {
      outcome = new Shipped.Underway();
      put(file, keys.both());
      return;
    }
    if (upload.isEmpty() || !parts.stream().allMatch(part -> isThere(upload.get(), part))) {
      return; // why was said before
    }
    SortedMap<Integer, Multipart.Part> all = new TreeMap<>(upload.get().parts());
    all.keySet().retainAll(parts.stream().map(Part::number).toList());
    result(file, upload.get().complete(all, deadline));
  }

  /** So small that it goes in one request. */
  private void put(RecordedFile file, List<String> candidates) {
    for (String key : candidates) {
      Upload whole =
          new Upload(
              outbox.part(name, 1), key, file.bytes(), file.crc32c(), "application/octet-stream");
      Put put = s3.put(whole, deadline, journal);
      result(file, put);
      if (!(put instanceof Put.Conflict)) {
        return;
      }
    }
  }

  private void result(RecordedFile file, Put put) {
    switch (put) {
      case Put.Stored(String key, _, _) -> whole(file, key);
      case Put.AlreadyThere(String key, _) -> whole(file, key);
      case Put.Conflict(String key) -> left("other bytes are in S3 under " + key);
      case Put.Failed(Problem problem) -> left(problem.message());
    }
  }

  private void whole(RecordedFile file, String key) {
    journal.shipped(file, key);
    journal.ended(key);
    outcome = new Shipped.Whole(key);
    outbox.sent(name);
  }

  private boolean settled() {
    return outcome instanceof Shipped.Whole;
  }

  private void left(String why) {
    if (!outcome.equals(new Shipped.Left(why))) {
      LOG.warn("{} stays in the spool for now: {}", name, why);
    }
    outcome = new Shipped.Left(why);
  }
}
