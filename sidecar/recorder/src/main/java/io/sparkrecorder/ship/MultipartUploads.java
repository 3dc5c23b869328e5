package io.sparkrecorder.ship;

import io.sparkrecorder.s3.model.Multipart;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The multipart uploads of a pod that are in progress, by the key of their object. */
final class MultipartUploads {
  private final Map<String, InProgress> uploads = new HashMap<>();
  private int parts;

  /**
   * An upload whose parts grow.
   *
   * @param begun the upload as it was when it began
   */
  private record InProgress(Multipart begun, Map<Integer, Multipart.Part> parts) {
    Multipart now() {
      return new Multipart(
          begun.key(), begun.uploadId(), begun.partSize(), begun.bytes(), begun.crc32c(), parts);
    }
  }

  Optional<Multipart> find(String key) {
    return Optional.ofNullable(uploads.get(key)).map(InProgress::now);
  }

  /** Adds an upload, which replaces an earlier one of the same key. */
  void put(Multipart upload) {
    remove(upload.key());
    uploads.put(upload.key(), new InProgress(upload, new HashMap<>(upload.parts())));
    parts += upload.parts().size();
  }

  /** Adds a part that the server has acknowledged; a part of an unknown upload is ignored. */
  void add(String key, int number, Multipart.Part part) {
    InProgress upload = uploads.get(key);
    if (upload != null && upload.parts().put(number, part) == null) {
      parts++;
    }
  }

  void remove(String key) {
    InProgress upload = uploads.remove(key);
    parts -= upload == null ? 0 : upload.parts().size();
  }

  /** The number of uploads and of their parts. */
  int size() {
    return uploads.size() + parts;
  }

  Set<String> ids() {
    return uploads.values().stream()
        .map(upload -> upload.begun().uploadId())
        .collect(Collectors.toSet());
  }
}
