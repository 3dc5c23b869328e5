package io.sparkrecorder.store;

import io.sparkrecorder.marker.Fields;
import io.sparkrecorder.marker.RecordedFile;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A line of the files journal: a file of the pod's folder after an addition to it.
 *
 * @param file its present state
 * @param from identity of the addition, so that it is not repeated: a chunk's, or a file's in the
 *     spool with its size and time
 * @param missing bytes of the addition that did not arrive
 * @param grown whether the bytes were added at the end of a file that grows
 */
public record StoredFile(RecordedFile file, String from, long missing, boolean grown) {

  StoredFile from(String identity) {
    return new StoredFile(file, identity, missing, grown);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(file.toMap());
    map.put("from", from);
    if (missing > 0) {
      map.put("missing", missing);
    }
    if (grown) {
      map.put("grown", true);
    }
    return map;
  }

  static StoredFile from(Fields fields) {
    return new StoredFile(
        RecordedFile.from(fields),
        fields.text("from"),
        fields.has("missing") ? fields.size("missing") : 0,
        fields.flag("grown"));
  }
}
