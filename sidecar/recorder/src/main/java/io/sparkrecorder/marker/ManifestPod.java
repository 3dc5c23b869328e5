package io.sparkrecorder.marker;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A pod's entry in the manifest.
 *
 * @param state state that its marker tells; {@code missing} if it has no marker
 * @param reason why data is missing, beginning with one word: {@code never-started}, {@code
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

  public ManifestPod {
    reason = reason.map(Checks::text);
  }

  /** Tells whether everything that the pod recorded is in S3. */
  public boolean complete() {
    return switch (state) {
      case SEALED -> files.stream().allMatch(file -> file.key().isPresent());
      case NEVER_STARTED -> true;
      case PARTIAL, MISSING -> false;
    };
  }

  /** The pod without its lists. */
  public ManifestPodHeader header() {
    return new ManifestPodHeader(pod, state, reason, exitCode, started, sealed);
  }

  static ManifestPod of(
      ManifestPodHeader header, List<ManifestFile> files, List<SkippedFile> skipped) {
    return new ManifestPod(
        header.pod(),
        header.state(),
        header.reason(),
        header.exitCode(),
        header.started(),
        header.sealed(),
        List.copyOf(files),
        List.copyOf(skipped));
  }

  /** Gives the pod and its lists. */
  public void give(ManifestItems items) throws IOException {
    items.pod(header());
    for (ManifestFile file : files) {
      items.file(file);
    }
    for (SkippedFile file : skipped) {
      items.skipped(file);
    }
    items.podEnd();
  }
}
