package io.sparkrecorder.marker;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one pod recorded, and in what state that is. One JSON file a pod, in the store.
 *
 * @param app Spark's application id
 * @param reason why it is not sealed, or what the recorder knows of the JVM's end
 * @param exitCode of the Spark container, where the recorder knows it
 * @param started when the recorder first saw this pod
 * @param sealed when the recorder ended its work
 * @param objects where files are in the bucket; empty where the store is a shared volume
 */
public record Marker(
    String app,
    String namespace,
    PodRecord pod,
    PodState state,
    Optional<String> reason,
    Optional<Integer> exitCode,
    Instant started,
    Optional<Instant> sealed,
    List<RecordedFile> files,
    List<SkippedFile> skipped,
    List<StoredObject> objects) {

  /** Version of the document's shape. */
  public static final int VERSION = 1;

  /** The same, with what is known of the bucket. */
  public Marker with(List<StoredObject> newObjects) {
    return new Marker(
        app,
        namespace,
        pod,
        state,
        reason,
        exitCode,
        started,
        sealed,
        files,
        skipped,
        List.copyOf(newObjects));
  }

  public byte[] toJson() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", VERSION);
    map.put("app", app);
    map.put("namespace", namespace);
    map.putAll(pod.toMap());
    map.put("state", Words.of(state));
    reason.ifPresent(text -> map.put("reason", text));
    exitCode.ifPresent(code -> map.put("exitCode", code));
    map.put("started", started.toString());
    sealed.ifPresent(at -> map.put("sealed", at.toString()));
    map.put("files", Json.each(files, RecordedFile::toMap));
    map.put("skipped", Json.each(skipped, SkippedFile::toMap));
    if (!objects.isEmpty()) {
      map.put("objects", Json.each(objects, StoredObject::toMap));
    }
    return Json.document(map);
  }

  /**
   * Reads {@link #toJson()}.
   *
   * @throws MalformedDocument when its version is newer than {@link #VERSION}, or it is no marker
   */
  public static Marker fromJson(byte[] json) {
    Fields fields = Json.parse(json);
    fields.checkVersion(VERSION);
    return new Marker(
        fields.text("app"),
        fields.text("namespace"),
        PodRecord.from(fields),
        fields.choice("state", PodState.class),
        fields.optionalText("reason"),
        fields.optionalInt("exitCode"),
        Times.parse(fields.text("started")),
        fields.optionalText("sealed").map(Times::parse),
        fields.objects("files", RecordedFile::from),
        fields.objects("skipped", SkippedFile::from),
        fields.objects("objects", StoredObject::from));
  }
}
