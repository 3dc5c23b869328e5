package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.HttpRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** From SIGTERM on, S3 holds a manifest that never claims more than is true. */
@Isolated("short graces: beside tests that start many processes they would end too soon")
class ProvisionalManifestTest {
  private static final int MIB = 1 << 20;

  @TempDir Path root;
  private DriverBed bed;

  @BeforeEach
  void open() throws IOException {
    bed = new DriverBed(root);
  }

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void driver_killed_soon_after_sigterm_leaves_a_provisional_manifest() throws Exception {
    bed.sealedExecutor("1", 3, 1_000);
    bed.proxy().on(HttpRequest::isPart, new Fault.Swallow());
    try (RecorderProcess driver = bed.driver().with("RECORDER_S3_PART_SIZE", "5Mi").start()) {
      bed.sealedExecutor("2", 2, 12 * MIB);
      Contents.write(driver.spool(), 2, 1_000);
      driver.sigterm();
      await("a manifest that names the uploaded files while a part hangs")
          .atMost(Duration.ofSeconds(40))
          .until(() -> bed.manifest().filter(ProvisionalManifestTest::namesSmallFiles).isPresent());
      driver.kill();

      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).isFalse();
      assertThat(manifest.reason()).contains("provisional: the upload is under way");
      assertThat(manifest.pods())
          .extracting(pod -> pod.pod().label())
          .containsExactly("driver", "executor-1", "executor-2");
      assertThat(keysOf(pod(manifest, "executor-1")))
          .allSatisfy(key -> assertThat(bed.objects()).containsKey(bed.pathOf(key)));
      assertThat(pod(manifest, "executor-2").files())
          .extracting(ManifestFile::missing)
          .anySatisfy(why -> assertThat(why).contains("the upload is under way"));
    }
  }

  @Test
  void renewed_manifest_shows_progress_during_the_drain() throws Exception {
    bed.proxy().on(HttpRequest::isPart, new Fault.Swallow());
    try (RecorderProcess driver = bed.driver().with("RECORDER_S3_PART_SIZE", "5Mi").start()) {
      bed.sealedExecutor("1", 2, 12 * MIB);
      driver.sigterm();
      await().until(() -> bed.manifest().isPresent());
      bed.sealedExecutor("2", 3, 1_000);

      await("the manifest names executor-2 while executor-1's upload hangs")
          .atMost(Duration.ofSeconds(40))
          .until(() -> bed.manifest().orElseThrow().pods().size() == 3);

      assertThat(bed.manifest().orElseThrow().complete()).isFalse();
    }
  }

  @Test
  void direct_driver_leaves_a_provisional_manifest_too() throws Exception {
    DirectBed direct = new DirectBed(root.resolve("direct"));
    try (direct;
        RecorderProcess driver = direct.driver().start()) {
      direct.proxy().on(ProvisionalManifestTest::isRecording, new Fault.Swallow());
      Contents.write(driver.spool(), 3, 1_000);
      driver.sigterm();

      await().until(() -> direct.manifest().isPresent());
      driver.kill();

      assertThat(direct.manifest().orElseThrow().complete()).isFalse();
      assertThat(direct.manifest().orElseThrow().pods()).hasSize(1);
    }
  }

  @Test
  void provisional_manifest_keeps_the_files_of_an_earlier_final_one() throws Exception {
    bed.sealedExecutor("1", 3, 1_000);
    try (RecorderProcess driver = bed.driver().start()) {
      Contents.write(driver.spool(), 3, 1_000);
      driver.drain();
      Manifest before = bed.manifest().orElseThrow();
      assertThat(before.complete()).isTrue();

      bed.lostExecutor("2");
      driver.start();
      driver.sigterm();
      await("a provisional manifest while the driver waits for executor-2")
          .until(() -> bed.manifest().filter(manifest -> !manifest.complete()).isPresent());
      driver.kill();

      Manifest after = bed.manifest().orElseThrow();
      assertThat(after.complete()).isFalse();
      assertThat(after.reason()).contains("provisional: the upload is under way");
      assertThat(keys(after)).isEqualTo(keys(before));
    }
  }

  @Test
  void earlier_manifest_is_read_before_a_provisional_one_replaces_it() throws Exception {
    try (RecorderProcess driver = bed.driver().start()) {
      Contents.write(driver.spool(), 1, 1_000);
      driver.drain();
    }
    bed.proxy()
        .on(
            request -> request.method().equals("HEAD") && request.target().contains("manifest"),
            new Fault.Delay(Duration.ofSeconds(4)));
    try (RecorderProcess driver =
        bed.driver()
            .with("RECORDER_POD_UID", "second")
            .with("RECORDER_STORE", root.resolve("other-store").toString())
            .start()) {
      Contents.write(driver.spool(), 1, 2_000);
      driver.drain();
    }

    Manifest manifest = bed.manifest().orElseThrow();
    assertThat(manifest.pods())
        .extracting(pod -> pod.pod().uid())
        .containsExactly("second", "uid-driver");
    assertThat(manifest.complete()).isTrue();
  }

  private static boolean namesSmallFiles(Manifest manifest) {
    return keysOf(pod(manifest, "executor-1")).size() == 3;
  }

  private static Set<String> keysOf(ManifestPod pod) {
    return pod.files().stream().flatMap(file -> file.key().stream()).collect(Collectors.toSet());
  }

  private static ManifestPod pod(Manifest manifest, String part) {
    return manifest.pods().stream()
        .filter(pod -> pod.pod().label().equals(part))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> keys(Manifest manifest) {
    return manifest.pods().stream()
        .map(ManifestPod::files)
        .flatMap(List::stream)
        .flatMap(file -> file.key().stream())
        .collect(Collectors.toSet());
  }

  private static boolean isRecording(HttpRequest request) {
    return request.isPutObject() && request.target().contains("/driver/");
  }
}
