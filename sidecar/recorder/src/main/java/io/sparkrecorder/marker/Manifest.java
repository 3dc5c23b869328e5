package io.sparkrecorder.marker;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an application left behind: every pod and file, what is missing and why. One JSON file an
 * application, in S3, written last.
 *
 * @param app Spark's application id
 * @param written when
 * @param reason why there may be pods that it does not know; empty when there are none
 * @param pods the driver first, then executors in the order in which they were seen
 */
public record Manifest(
    String app,
    String namespace,
    Instant written,
    Optional<String> reason,
    List<ManifestPod> pods) {

  /** Version of the document's shape. */
  public static final int VERSION = 1;

  /** Whether everything that was recorded is in S3. */
  public boolean complete() {
    return reason.isEmpty() && !pods.isEmpty() && pods.stream().allMatch(ManifestPod::complete);
  }

  /** Files that are in S3. */
  public long files() {
    return stored().size();
  }

  /** Bytes that are in S3. */
  public long bytes() {
    return stored().stream().mapToLong(file -> file.file().bytes()).sum();
  }

  private List<ManifestFile> stored() {
    return pods.stream()
        .flatMap(pod -> pod.files().stream())
        .filter(file -> file.key().isPresent())
        .toList();
  }

  public byte[] toJson() {
    List<ManifestFile> missing =
        pods.stream()
            .flatMap(pod -> pod.files().stream())
            .filter(file -> file.key().isEmpty())
            .toList();
    Map<String, Object> totals = new LinkedHashMap<>();
    totals.put("pods", pods.size());
    totals.put("files", files());
    totals.put("bytes", bytes());
    totals.put("incompletePods", pods.stream().filter(pod -> !pod.complete()).count());
    totals.put("missingFiles", missing.size());
    totals.put("missingBytes", missing.stream().mapToLong(file -> file.file().bytes()).sum());

    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", VERSION);
    map.put("app", app);
    map.put("namespace", namespace);
    map.put("complete", complete());
    reason.ifPresent(text -> map.put("reason", text));
    map.put("written", written.toString());
    map.put("totals", totals);
    map.put("pods", Json.each(pods, ManifestPod::toMap));
    return Json.document(map);
  }

  /**
   * Reads {@link #toJson()}.
   *
   * @throws MalformedDocument when its version is newer than {@link #VERSION}, or it is no manifest
   */
  public static Manifest fromJson(byte[] json) {
    Fields fields = Json.parse(json);
    fields.checkVersion(VERSION);
    return new Manifest(
        fields.text("app"),
        fields.text("namespace"),
        Times.parse(fields.text("written")),
        fields.optionalText("reason"),
        fields.objects("pods", ManifestPod::from));
  }
}
