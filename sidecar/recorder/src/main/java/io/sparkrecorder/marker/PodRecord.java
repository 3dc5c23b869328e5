package io.sparkrecorder.marker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pod of a marker or of a manifest's entry.
 *
 * @param role driver or executor
 * @param executorId Spark's id of the executor; empty for a driver
 * @param uid uid of the pod, which tells attempts and reused executor ids apart
 */
public record PodRecord(
    String role, Optional<String> executorId, String pod, String uid, Optional<String> node) {
  private static final String DRIVER = "driver";
  private static final String EXECUTOR = "executor";

  public PodRecord {
    if (!role.equals(executorId.isPresent() ? EXECUTOR : DRIVER)) {
      throw new MalformedDocument(
          "\"role\" is \"%s\": expected driver without, or executor with an \"executorId\""
              .formatted(Checks.line(role, 60)));
    }
    executorId.ifPresent(Checks::executorId);
    Checks.identity("pod", pod);
    Checks.uid(uid);
    node.ifPresent(name -> Checks.identity("node", name));
  }

  /** Tells whether a pod may have this executor id; a label may hold any text. */
  public static boolean isExecutorId(String value) {
    try {
      Checks.executorId(value);
      return true;
    } catch (MalformedDocument e) {
      return false;
    }
  }

  /** {@code driver} or {@code executor-<id>}. */
  public String label() {
    return executorId.map(id -> role + "-" + id).orElse(role);
  }

  /** Name of the pod's folder in the store: {@code <role>-<id>.<uid>}. */
  public String folder() {
    return label() + "." + uid;
  }

  /**
   * Reads {@link #folder()}. The folder alone tells the identity of a pod; the pod's name is not in
   * it, so the record has the pod's label in its place.
   *
   * @return empty if no pod's folder has this name
   */
  public static Optional<PodRecord> ofFolder(String folder) {
    int dot = folder.lastIndexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    String part = folder.substring(0, dot);
    try {
      Optional<String> id =
          part.startsWith(EXECUTOR + "-")
              ? Optional.of(part.substring(EXECUTOR.length() + 1))
              : Optional.empty();
      String role = id.isPresent() ? EXECUTOR : part;
      return Optional.of(
          new PodRecord(role, id, part, folder.substring(dot + 1), Optional.empty()));
    } catch (MalformedDocument e) {
      return Optional.empty();
    }
  }

  /** Tells whether the pod's name is known; {@link #ofFolder} does not know it. */
  public boolean isNamed() {
    return !pod.equals(label());
  }

  /** The fields for the journal of pods. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("role", role);
    executorId.ifPresent(id -> map.put("executorId", id));
    map.put("pod", pod);
    map.put("uid", uid);
    node.ifPresent(name -> map.put("node", name));
    return map;
  }

  /** Reads {@link #toMap()}. */
  public static PodRecord from(Fields fields) {
    return new PodRecord(
        fields.text("role"),
        fields.optionalText("executorId"),
        fields.text("pod"),
        fields.text("uid"),
        fields.optionalText("node"));
  }
}
