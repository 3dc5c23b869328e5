package io.sparkrecorder.marker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A recorded file and its object in S3.
 *
 * @param key key in the bucket; empty if the file did not get there
 * @param missing reason why the file did not get there; empty if it did
 */
public record ManifestFile(RecordedFile file, Optional<String> key, Optional<String> missing) {

  public ManifestFile {
    key.ifPresent(Checks::key);
    missing = missing.map(Checks::text);
  }

  public static ManifestFile at(RecordedFile file, String key) {
    return new ManifestFile(file, Optional.of(key), Optional.empty());
  }

  public static ManifestFile missing(RecordedFile file, String why) {
    return new ManifestFile(file, Optional.empty(), Optional.of(why));
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(file.toMap());
    key.ifPresent(text -> map.put("key", text));
    missing.ifPresent(why -> map.put("missing", why));
    return map;
  }

  static ManifestFile from(Fields fields) {
    return new ManifestFile(
        RecordedFile.from(fields), fields.optionalText("key"), fields.optionalText("missing"));
  }
}
