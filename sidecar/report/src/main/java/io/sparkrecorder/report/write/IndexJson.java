package io.sparkrecorder.report.write;

import io.sparkrecorder.marker.Json;
import io.sparkrecorder.report.application.ManifestStamp;
import io.sparkrecorder.report.profile.Profile;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes {@code index.json}, which lists the files of an uploaded report and is written last. */
public final class IndexJson {
  /** Version of the document's structure. */
  public static final int VERSION = 1;

  private IndexJson() {}

  /** An uploaded file of a report. */
  public record Entry(String name, String key, long bytes, String crc32c, String contentType) {
    Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", name);
      map.put("key", key);
      map.put("bytes", bytes);
      map.put("crc32c", crc32c);
      map.put("contentType", contentType);
      return map;
    }
  }

  /**
   * Writes the document.
   *
   * @param version version of this program
   * @param manifest the manifest that the report is made of
   */
  public static byte[] of(
      Profile profile,
      Instant written,
      String version,
      Optional<ManifestStamp> manifest,
      List<Entry> files) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", VERSION);
    map.put("app", profile.application().id());
    map.put("written", written.toString());
    map.put("complete", profile.application().complete().orElse(false) && profile.unread() == 0);
    map.put("headline", Summary.headline(profile).orElse(""));
    map.put("recorder", version);
    manifest.ifPresent(
        stamp -> {
          map.put("manifestBytes", stamp.bytes());
          map.put("manifestCrc32c", stamp.crc32c().hex());
        });
    map.put("files", files.stream().map(Entry::toMap).toList());
    return Json.document(map);
  }
}
