package io.sparkrecorder.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.marker.Documents;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.SkippedFile;
import io.sparkrecorder.s3.model.ObjectEntry;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarkerCacheTest {
  private final MarkerCache cache = new MarkerCache(10, 25);

  @Test
  void marker_is_found_in_the_version_that_was_read() {
    cache.put("a", version(1), marker(3));

    assertThat(cache.find("a", version(1))).contains(marker(3));
    assertThat(cache.find("a", version(2))).isEmpty();
    assertThat(cache.find("b", version(1))).isEmpty();
  }

  @Test
  void large_marker_is_not_kept_and_ends_the_earlier_one() {
    cache.put("a", version(1), marker(3));
    cache.put("a", version(1), marker(10));

    assertThat(cache.find("a", version(1))).isEmpty();
  }

  @Test
  void markers_beyond_the_limit_of_all_are_not_kept_until_others_go() {
    cache.put("a", version(1), marker(9));
    cache.put("b", version(1), marker(9));
    cache.put("c", version(1), marker(5));
    assertThat(cache.find("b", version(1))).isPresent();
    assertThat(cache.find("c", version(1))).isEmpty();

    cache.remove("a");
    cache.put("c", version(1), marker(5));
    assertThat(cache.find("c", version(1))).isPresent();
  }

  @Test
  void empty_markers_count_as_well() {
    for (int pod = 0; pod < 30; pod++) {
      cache.put("pod-" + pod, version(1), marker(0));
    }

    assertThat(cache.find("pod-24", version(1))).isPresent();
    assertThat(cache.find("pod-25", version(1))).isEmpty();
  }

  private static ObjectEntry version(int version) {
    return new ObjectEntry("marker.json", 100, Instant.ofEpochSecond(version));
  }

  private static Marker marker(int entries) {
    Marker bare =
        Documents.bareMarker(
            "app-1",
            new PodRecord("driver", Optional.empty(), "pod", "uid", Optional.empty()),
            PodState.RECORDING);
    List<SkippedFile> skipped = Collections.nCopies(entries, new SkippedFile("a", "link"));
    return new Marker(
        bare.app(),
        bare.namespace(),
        bare.pod(),
        bare.state(),
        bare.reason(),
        bare.exitCode(),
        bare.started(),
        bare.sealed(),
        bare.files(),
        skipped,
        bare.objects());
  }
}
