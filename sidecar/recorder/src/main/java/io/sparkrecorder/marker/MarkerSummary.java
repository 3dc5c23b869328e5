package io.sparkrecorder.marker;

import io.sparkrecorder.text.Words;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A marker without its lists: small however many files a pod has.
 *
 * @param app Spark's application id
 * @param reason why it is not sealed, or what the recorder knows of the JVM's end
 * @param exitCode of the Spark container, where the recorder knows it
 * @param started when the recorder first saw this pod
 * @param sealed when the recorder ended its work
 * @param files how many the marker lists
 * @param bytes of these files
 */
public record MarkerSummary(
    String app,
    String namespace,
    PodRecord pod,
    PodState state,
    Optional<String> reason,
    Optional<Integer> exitCode,
    Instant started,
    Optional<Instant> sealed,
    long files,
    long bytes) {

  public MarkerSummary {
    Checks.identity("app", app);
    Checks.identity("namespace", namespace);
    reason = reason.map(Checks::text);
  }

  /** Whether the pod's recorder has ended: the marker changes no more. */
  public boolean ended() {
    return state != PodState.RECORDING;
  }

  /**
   * This summary, of a marker that lies where its pod's must. A pod is who its folder says; a
   * marker that says otherwise was not written by that pod's recorder.
   *
   * @param expectedApp the application whose store it lies in
   * @param folder name of the folder, see {@link PodRecord#folder()}
   * @throws MalformedDocument when it speaks of another application or pod
   */
  public MarkerSummary in(String expectedApp, String folder) {
    if (!app.equals(expectedApp)) {
      throw new MalformedDocument(
          "marker.json says it is of %s, the application is %s".formatted(app, expectedApp));
    }
    if (!pod.folder().equals(folder)) {
      throw new MalformedDocument(
          "marker.json says it is %s, the folder is %s".formatted(pod.folder(), folder));
    }
    return this;
  }

  /** What stands before the lists. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", Marker.VERSION);
    map.put("app", app);
    map.put("namespace", namespace);
    map.putAll(pod.toMap());
    map.put("state", Words.of(state));
    reason.ifPresent(text -> map.put("reason", text));
    exitCode.ifPresent(code -> map.put("exitCode", code));
    map.put("started", started.toString());
    sealed.ifPresent(at -> map.put("sealed", at.toString()));
    return map;
  }

  static MarkerSummary from(Fields fields, long files, long bytes) {
    fields.checkVersion(Marker.VERSION);
    return new MarkerSummary(
        fields.text("app"),
        fields.text("namespace"),
        PodRecord.from(fields),
        fields.choice("state", PodState.class),
        fields.optionalText("reason"),
        fields.optionalInt("exitCode"),
        Times.parse(fields.text("started")),
        fields.optionalText("sealed").map(Times::parse),
        files,
        bytes);
  }
}
