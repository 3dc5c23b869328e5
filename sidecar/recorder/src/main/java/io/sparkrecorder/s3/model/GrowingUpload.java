package io.sparkrecorder.s3.model;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.s3.model.Multipart.Part;
import io.sparkrecorder.time.Deadline;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A multipart upload of a file whose end is not known yet. Unlike the upload of a whole file, it
 * neither starts over nor aborts by itself: if the file is lost, its parts may be the only copy. It
 * allows one thread at a time.
 */
public interface GrowingUpload {
  String key();

  /** The server's id of the upload; empty until it begins. */
  Optional<String> uploadId();

  /** The parts that the server has acknowledged, by number. */
  SortedMap<Integer, Part> parts();

  /** Begins the upload, unless an object exists under the key. */
  GrowthResult begin(Deadline deadline);

  /**
   * Resumes an upload, with those of its parts that the server certainly has.
   *
   * @param expected the expected parts, for a server that keeps no checksums or lists no parts; a
   *     part without an ETag is not known to have arrived
   */
  GrowthResult resume(String uploadId, Map<Integer, Part> expected, Deadline deadline);

  /** Sends the given bytes of the source as a part, with this checksum. */
  GrowthResult send(
      int number, Source source, long offset, long bytes, Crc32c crc32c, Deadline deadline);

  /** Completes the object from exactly these parts. */
  PutResult complete(SortedMap<Integer, Part> of, Deadline deadline);

  /** Aborts the upload and discards all parts; for an upload that is no longer needed. */
  void abort(Deadline deadline);
}
