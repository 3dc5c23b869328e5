package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.RecordedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShortfallTest {
  private static final ManifestFile THERE = ManifestFile.at(file("a.jfr", 10), "r/a.jfr");

  @Test
  void each_pod_says_what_is_missing_of_it_and_why() {
    assertThat(
            text(
                manifest(
                    Optional.empty(),
                    pod("1", ManifestPodState.SEALED, Optional.empty(), THERE),
                    pod("2", ManifestPodState.MISSING, Optional.of("no-marker: nothing")),
                    pod(
                        "3",
                        ManifestPodState.SEALED,
                        Optional.of("completed"),
                        THERE,
                        ManifestFile.missing(file("heap.hprof", 3 << 19), "the time ran out"),
                        ManifestFile.missing(file("core", 1 << 19), "the time ran out")),
                    pod(
                        "4",
                        ManifestPodState.PARTIAL,
                        Optional.of("node-lost"),
                        ManifestFile.missing(file("b.jfr", 7), "access denied")))))
        .isEqualTo(
            "executor-2 is missing (no-marker: nothing);"
                + " executor-3: 2 of 3 files, 2.0 MiB, the time ran out;"
                + " executor-4 is partial (node-lost): 1 of 1 files, 7 B, access denied");
  }

  @Test
  void pods_that_nobody_saw_come_first() {
    assertThat(
            text(
                manifest(
                    Optional.of("not-watched: the cluster was never seen"),
                    pod("1", ManifestPodState.SEALED, Optional.empty(), THERE))))
        .isEqualTo("not-watched: the cluster was never seen");
  }

  @Test
  void many_pods_with_long_reasons_leave_room_in_an_event() {
    ManifestPod[] pods =
        IntStream.range(0, 1_000)
            .mapToObj(
                id ->
                    pod(
                        String.valueOf(id),
                        ManifestPodState.PARTIAL,
                        Optional.of("not in the store: " + "a-file ".repeat(100))))
            .toArray(ManifestPod[]::new);
    String text = text(manifest(Optional.empty(), pods));
    assertThat(text).endsWith("; and 997 more pods");
    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(700);
  }

  private static String text(Manifest manifest) {
    Shortfall shortfall = new Shortfall();
    for (ManifestPod pod : manifest.pods()) {
      try {
        pod.give(shortfall);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shortfall.text(manifest.reason());
  }

  private static Manifest manifest(Optional<String> reason, ManifestPod... pods) {
    return new Manifest("app", "team-a", Instant.EPOCH, reason, List.of(pods));
  }

  private static ManifestPod pod(
      String id, ManifestPodState state, Optional<String> reason, ManifestFile... files) {
    return new ManifestPod(
        new PodRecord("executor", Optional.of(id), "pod-" + id, "uid-" + id, Optional.empty()),
        state,
        reason,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(files),
        List.of());
  }

  private static RecordedFile file(String name, long bytes) {
    return new RecordedFile(name, bytes, Crc32c.EMPTY, "other", FileState.WHOLE, Optional.empty());
  }
}
