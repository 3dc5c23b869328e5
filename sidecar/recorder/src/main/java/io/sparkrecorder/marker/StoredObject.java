package io.sparkrecorder.marker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the pod's recorder has put a file in the bucket, with the transport {@code direct}.
 *
 * @param name of the file
 * @param key of the object
 * @param uploadId of the multipart upload while that is under way; empty when the object is there
 * @param parts of that upload that the server has acknowledged; each ends with a whole JFR chunk
 */
public record StoredObject(
    String name, String key, Optional<String> uploadId, List<UploadedPart> parts) {

  /** A file that is in the bucket. */
  public static StoredObject at(String name, String key) {
    return new StoredObject(name, key, Optional.empty(), List.of());
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("key", key);
    uploadId.ifPresent(
        id -> {
          map.put("uploadId", id);
          map.put("parts", Json.each(parts, UploadedPart::toMap));
        });
    return map;
  }

  static StoredObject from(Fields fields) {
    return new StoredObject(
        fields.text("name"),
        fields.text("key"),
        fields.optionalText("uploadId"),
        fields.objects("parts", UploadedPart::from));
  }
}
