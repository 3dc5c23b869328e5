package io.sparkrecorder.ship;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.StoredObject;
import io.sparkrecorder.marker.UploadedPart;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.GrowingUpload;
import io.sparkrecorder.s3.model.GrowthResult;
import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.time.Deadline;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes an object of a growing upload whose pod is gone: of the first parts up to a gap, each of
 * which ends with a whole chunk.
 */
final class AbandonedUpload {
  private final ObjectStore s3;
  private final String owner;
  private final Deadline deadline;

  AbandonedUpload(ObjectStore s3, String owner, Deadline deadline) {
    this.s3 = s3;
    this.owner = owner;
    this.deadline = deadline;
  }

  ManifestFile complete(RecordedFile file, StoredObject object) {
    GrowingUpload upload = s3.growing(object.key(), owner);
    GrowthResult there = upload.resume(object.uploadId().orElseThrow(), expected(object), deadline);
    return switch (there) {
      case GrowthResult.Ready() -> complete(file, upload);
      case GrowthResult.Gone(), GrowthResult.Taken() -> completedBefore(file, object);
      case GrowthResult.Failed(Problem problem) -> ManifestFile.missing(file, problem.message());
    };
  }

  private ManifestFile complete(RecordedFile file, GrowingUpload upload) {
    SortedMap<Integer, Multipart.Part> first = first(upload.parts());
    if (first.isEmpty()) {
      upload.abort(deadline);
      return ManifestFile.missing(file, "its pod was lost before a part of this was uploaded");
    }
    Crc32c crc32c = Crc32c.EMPTY;
    long bytes = 0;
    for (Multipart.Part part : first.values()) {
      crc32c = crc32c.then(part.crc32c(), part.bytes());
      bytes += part.bytes();
    }
    RecordedFile salvaged = salvaged(file, bytes, crc32c);
    return switch (upload.complete(first, deadline)) {
      case PutResult.Stored(String key, _, _) -> ManifestFile.at(salvaged, key);
      case PutResult.AlreadyThere(String key, _) -> ManifestFile.at(salvaged, key);
      case PutResult.Conflict(String key) ->
          ManifestFile.missing(file, "other bytes are in S3 under " + key);
      case PutResult.Failed(Problem problem) -> ManifestFile.missing(file, problem.message());
    };
  }

  /**
   * Handles an upload that another recorder has completed: the pod itself, in its last moment, or
   * an earlier driver. Nothing tells which, so the file is not called whole, even if it has all
   * that the marker knows.
   */
  private ManifestFile completedBefore(RecordedFile file, StoredObject object) {
    Optional<ObjectHead> there;
    try {
      there = s3.head(object.key(), deadline).filter(head -> head.owner().equals(owner()));
    } catch (S3Problem e) {
      return ManifestFile.missing(file, e.problem().message());
    }
    if (there.isEmpty()) {
      return ManifestFile.missing(file, "its upload was undone at the server");
    }
    long bytes = there.get().bytes();
    return there
        .get()
        .crc32c()
        .or(() -> crc32c(object, bytes))
        .or(() -> Optional.of(file).filter(it -> it.bytes() == bytes).map(RecordedFile::crc32c))
        .or(() -> Optional.of(s3.checksum(object.key(), deadline)))
        .map(crc32c -> ManifestFile.at(salvaged(file, bytes, crc32c), object.key()))
        .orElseThrow();
  }

  private Optional<String> owner() {
    return Optional.of(owner);
  }

  private static RecordedFile salvaged(RecordedFile file, long bytes, Crc32c crc32c) {
    return new RecordedFile(
        file.name(),
        bytes,
        crc32c,
        file.format(),
        file.state().compareTo(FileState.SALVAGED) > 0 ? file.state() : FileState.SALVAGED,
        Optional.of(
            "its pod was lost while it grew: whole chunks up to the last part that was uploaded"));
  }

  /** The checksum of the first parts that have this many bytes together. */
  private static Optional<Crc32c> crc32c(StoredObject object, long bytes) {
    Crc32c crc32c = Crc32c.EMPTY;
    long done = 0;
    for (UploadedPart part : object.parts()) {
      if (done == bytes) {
        break;
      }
      crc32c = crc32c.then(part.crc32c(), part.bytes());
      done += part.bytes();
    }
    return done == bytes ? Optional.of(crc32c) : Optional.empty();
  }

  private static SortedMap<Integer, Multipart.Part> first(SortedMap<Integer, Multipart.Part> all) {
    SortedMap<Integer, Multipart.Part> first = new TreeMap<>();
    for (int number = 1; all.containsKey(number); number++) {
      first.put(number, all.get(number));
    }
    return first;
  }

  private static Map<Integer, Multipart.Part> expected(StoredObject object) {
    Map<Integer, Multipart.Part> parts = new HashMap<>();
    object
        .parts()
        .forEach(
            part ->
                parts.put(
                    part.number(), new Multipart.Part(part.etag(), part.crc32c(), part.bytes())));
    return parts;
  }
}
