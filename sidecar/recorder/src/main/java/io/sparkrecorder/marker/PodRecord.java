package io.sparkrecorder.marker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which pod a marker or a manifest's entry speaks of.
 *
 * @param role driver or executor
 * @param executorId Spark's id of the executor; empty for a driver
 * @param uid of the pod, which tells attempts and reused executor ids apart
 */
public record PodRecord(
    String role, Optional<String> executorId, String pod, String uid, Optional<String> node) {

  /** {@code driver} or {@code executor-<id>}. */
  public String part() {
    return executorId.map(id -> role + "-" + id).orElse(role);
  }

  /** For the journal of pods. */
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
