package io.sparkrecorder.marker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The object of a file that the pod's recorder uploaded to the bucket, with the transport {@code
 * direct}.
 *
 * @param name name of the file
 * @param key key of the object
 * @param uploadId id of the multipart upload while that runs; empty if the object exists
 * @param parts parts of that upload that the server has acknowledged; each ends with a whole JFR
 *     chunk
 */
public record StoredObject(
    String name, String key, Optional<String> uploadId, List<UploadedPart> parts) {
  private static final int LONGEST_UPLOAD_ID = 4_096;

  public StoredObject {
    Checks.name(name);
    Checks.key(key);
    uploadId.ifPresent(id -> Checks.token("uploadId", id, LONGEST_UPLOAD_ID));
    Checks.number("parts", parts.size(), 0, UploadedPart.MOST);
  }

  /** The object of a file that is in the bucket. */
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

  /** Reads the object at whose brace the parser stands. */
  static StoredObject read(JsonInput in) throws IOException {
    List<UploadedPart> parts = new ArrayList<>();
    Fields fields =
        in.object(
            Map.of(
                "parts",
                item -> {
                  parts.add(JsonInput.checked(item.object(Map.of()), UploadedPart::from));
                  Checks.number("parts", parts.size(), 0, UploadedPart.MOST);
                }));
    return JsonInput.checked(
        fields,
        found ->
            new StoredObject(
                found.text("name"),
                found.text("key"),
                found.optionalText("uploadId"),
                List.copyOf(parts)));
  }
}
