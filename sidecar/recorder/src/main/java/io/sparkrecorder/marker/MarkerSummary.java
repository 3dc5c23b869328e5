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
 * @param reason why it is not sealed, or the recorder's knowledge of the JVM's end
 * @param exitCode exit code of the Spark container, if the recorder knows it
 * @param started when the recorder first saw this pod
 * @param sealed when the recorder ended its work
 * @param files number of files that the marker lists
 * @param bytes bytes of these files
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

  /** Tells whether the pod's recorder has ended: the marker changes no more. */
  public boolean ended() {
    return state != PodState.RECORDING;
  }

  /**
   * Checks that this marker lies in the place of its pod, and returns it. The folder tells the
   * identity of a pod; that pod's recorder did not write a marker that contradicts it.
   *
   * @param expectedApp the application whose store it lies in
   * @param folder name of the folder, see {@link PodRecord#folder()}
   * @throws MalformedDocument if it names another application or pod
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

  /** The fields before the lists. */
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
