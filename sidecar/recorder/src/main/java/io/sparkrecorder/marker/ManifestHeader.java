package io.sparkrecorder.marker;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A manifest without its pods.
 *
 * @param app Spark's application id
 * @param complete whether everything that was recorded is in S3
 * @param reason why it may not be, for the application as a whole; empty when nothing is known
 *     against it
 * @param written when
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

  /** Complete when there is no reason against it and all pods are. */
  public static ManifestHeader of(
      String app,
      String namespace,
      Optional<String> reason,
      Instant written,
      ManifestTotals totals) {
    boolean complete = reason.isEmpty() && totals.pods() > 0 && totals.incompletePods() == 0;
    return new ManifestHeader(app, namespace, complete, reason, written, totals);
  }

  /** What stands before the pods. */
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

  /** Complete when both the document and the pods in it say so. */
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
