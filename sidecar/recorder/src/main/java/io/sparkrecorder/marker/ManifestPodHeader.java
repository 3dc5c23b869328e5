package io.sparkrecorder.marker;

import io.sparkrecorder.text.Words;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A pod's entry in the manifest without its lists.
 *
 * @param state state that its marker tells; {@code missing} if it has no marker
 * @param reason why data is missing, beginning with one word: {@code never-started}, {@code
 *     evicted}, {@code node-lost}, {@code no-marker} ...
 */
public record ManifestPodHeader(
    PodRecord pod,
    ManifestPodState state,
    Optional<String> reason,
    Optional<Integer> exitCode,
    Optional<Instant> started,
    Optional<Instant> sealed) {

  public ManifestPodHeader {
    reason = reason.map(Checks::text);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(pod.toMap());
    map.put("state", Words.of(state));
    reason.ifPresent(text -> map.put("reason", text));
    exitCode.ifPresent(code -> map.put("exitCode", code));
    started.ifPresent(at -> map.put("started", at.toString()));
    sealed.ifPresent(at -> map.put("sealed", at.toString()));
    return map;
  }

  static ManifestPodHeader from(Fields fields) {
    return new ManifestPodHeader(
        PodRecord.from(fields),
        fields.choice("state", ManifestPodState.class),
        fields.optionalText("reason"),
        fields.optionalInt("exitCode"),
        fields.optionalText("started").map(Times::parse),
        fields.optionalText("sealed").map(Times::parse));
  }
}
