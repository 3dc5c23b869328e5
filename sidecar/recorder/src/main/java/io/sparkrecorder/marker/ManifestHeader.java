package io.sparkrecorder.marker;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A manifest without its pods.
 *
 * @param app Spark's application id
 * @param complete whether every recorded byte is in S3
 * @param reason why it may not be complete, for the application as a whole; empty if nothing is
 *     known against it
 * @param written time of writing
 */
public record ManifestHeader(
    String app,
    String namespace,
    boolean complete,
    Optional<String> reason,
    Instant written,
    ManifestTotals totals) {

  public ManifestHeader {
    Checks.identity("app", app);
    Checks.identity("namespace", namespace);
    reason = reason.map(Checks::text);
  }

  /** Makes a header that is complete if there is no reason against it and all pods are complete. */
  public static ManifestHeader of(
      String app,
      String namespace,
      Optional<String> reason,
      Instant written,
      ManifestTotals totals) {
    boolean complete = reason.isEmpty() && totals.pods() > 0 && totals.incompletePods() == 0;
    return new ManifestHeader(app, namespace, complete, reason, written, totals);
  }

  /** The fields before the pods. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", Manifest.VERSION);
    map.put("app", app);
    map.put("namespace", namespace);
    map.put("complete", complete);
    reason.ifPresent(text -> map.put("reason", text));
    map.put("written", written.toString());
    map.put("totals", totals.toMap());
    return map;
  }

  /** Reads a header that is complete if both the document and its pods say so. */
  static ManifestHeader from(Fields fields, ManifestTotals totals) {
    fields.checkVersion(Manifest.VERSION);
    ManifestHeader header =
        of(
            fields.text("app"),
            fields.text("namespace"),
            fields.optionalText("reason"),
            Times.parse(fields.text("written")),
            totals);
    return new ManifestHeader(
        header.app,
        header.namespace,
        header.complete && fields.flag("complete"),
        header.reason,
        header.written,
        totals);
  }
}
