package io.sparkrecorder.ship;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.model.Multipart;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.s3.model.Source;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.store.Outbox;
import io.sparkrecorder.store.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One piece of a recording in the outbox, compared with what S3 has of it: parts of its multipart
 * upload, or the object.
 *
 * @param name name of the file in the outbox
 * @param owner uid of its pod, which its object names
 */
record Piece(String name, Keys keys, String owner, Outbox outbox) {
  private static final String CONTENT_TYPE = "application/octet-stream";

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

  RecordedFile file() {
    return outbox.file(name).orElseThrow();
  }

  List<Part> parts() {
    return outbox.parts(name);
  }

  /** Tells whether the piece grows no more. */
  boolean isClosed() {
    return outbox.isClosed(name);
  }

  Source bytes() {
    return () -> outbox.folder().open(name);
  }

  /** The upload of the piece as one file, once it is closed. */
  Upload upload(RecordedFile file, String key) {
    return new Upload(
        outbox.folder().file(name), bytes(), key, file.bytes(), file.crc32c(), CONTENT_TYPE);
  }

  /** The parts that S3 may have, without their ETags. */
  Map<Integer, Multipart.Part> expected() {
    Map<Integer, Multipart.Part> expected = new HashMap<>();
    for (Part part : parts()) {
      expected.put(part.number(), new Multipart.Part("", part.crc32c(), part.bytes()));
    }
    return expected;
  }

  /** Tells whether S3 has this part with all its bytes. */
  static boolean isThere(Part part, Map<Integer, Multipart.Part> uploaded) {
    Multipart.Part there = uploaded.get(part.number());
    return there != null && there.bytes() == part.bytes() && there.crc32c().equals(part.crc32c());
  }

  /**
   * Tells whether an object is this piece: an upload in parts has named its owner, and one that was
   * sent as one file has the checksum of its bytes.
   */
  boolean isThis(RecordedFile file, ObjectHead head) {
    Predicate<Crc32c> same = file.crc32c()::equals;
    boolean isOwn =
        head.owner().isPresent()
            ? head.owner().get().equals(owner) && head.crc32c().filter(same.negate()).isEmpty()
            : head.crc32c().filter(same).isPresent();
    return isOwn && head.bytes() == file.bytes();
  }
}
