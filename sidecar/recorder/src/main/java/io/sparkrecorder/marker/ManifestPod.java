package io.sparkrecorder.marker;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pod of the application, as the manifest tells of it.
 *
 * @param state what its marker says; {@code missing} when there is none
 * @param reason why something is not there, in one word first: {@code never-started}, {@code
 *     evicted}, {@code node-lost}, {@code no-marker} ...
 */
public record ManifestPod(
    PodRecord pod,
    ManifestPodState state,
    Optional<String> reason,
    Optional<Integer> exitCode,
    Optional<Instant> started,
    Optional<Instant> sealed,
    List<ManifestFile> files,
    List<SkippedFile> skipped) {

  /** Whether all that the pod recorded is in S3. */
  public boolean complete() {
    return switch (state) {
      case SEALED -> files.stream().allMatch(file -> file.key().isPresent());
      case NEVER_STARTED -> true;
      case PARTIAL, MISSING -> false;
    };
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(pod.toMap());
    map.put("state", Words.of(state));
    reason.ifPresent(text -> map.put("reason", text));
    exitCode.ifPresent(code -> map.put("exitCode", code));
    started.ifPresent(at -> map.put("started", at.toString()));
    sealed.ifPresent(at -> map.put("sealed", at.toString()));
    map.put("files", Json.each(files, ManifestFile::toMap));
    map.put("skipped", Json.each(skipped, SkippedFile::toMap));
    return map;
  }

  static ManifestPod from(Fields fields) {
    return new ManifestPod(
        PodRecord.from(fields),
        fields.choice("state", ManifestPodState.class),
        fields.optionalText("reason"),
        fields.optionalInt("exitCode"),
        fields.optionalText("started").map(Times::parse),
        fields.optionalText("sealed").map(Times::parse),
        fields.objects("files", ManifestFile::from),
        fields.objects("skipped", SkippedFile::from));
  }
}
