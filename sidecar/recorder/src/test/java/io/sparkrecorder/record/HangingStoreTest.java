package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestPod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Tests a store whose writes block forever. The kernel ends a process only when none of its threads
 * is inside such a write, so the tests thaw the volume after the recorder has finished its work.
 */
@Isolated("short graces: beside tests that start many processes they would end too soon")
class HangingStoreTest {
  @TempDir Path root;
  private FrozenVolume store;

  @BeforeEach
  void mount() throws IOException {
    store = FrozenVolume.mount(root.resolve("image"), root.resolve("store"));
  }

  @AfterEach
  void unmount() {
    store.close();
  }

  @Test
  void executor_ends_within_its_grace_and_names_the_remaining_files() throws Exception {
    try (RecorderProcess executor =
        RecorderProcess.executor(root, "1").with("RECORDER_GRACE", "12s").start()) {
      Files.writeString(executor.spool().resolve("a.log"), "recorded");
      store.freeze();
      executor.sigterm();

      await("the recorder's last log line")
          .atMost(Duration.ofSeconds(12))
          .until(() -> executor.log().contains("does not answer, and the time is over"));
      store.thaw();

      assertThat(executor.awaitExit()).isZero();
      assertThat(executor.log())
          .contains("1 files stay in " + executor.spool() + " and end with this pod: a.log");
    }
  }

  @Test
  void driver_uploads_readable_files_and_writes_the_manifest() throws Exception {
    try (DriverBed bed = new DriverBed(root)) {
      Map<String, String> executor = bed.sealedExecutor("1", 5, 2_000);
      try (RecorderProcess driver =
          bed.driver()
              .with("RECORDER_GRACE", "25s")
              .with("RECORDER_EXECUTOR_GRACE", "3s")
              .with("RECORDER_UPLOAD_TIME", "3s")
              .start()) {
        Files.writeString(driver.spool().resolve("own.log"), "recorded");
        store.freeze();
        driver.sigterm();

        await("a manifest that is not provisional")
            .atMost(Duration.ofSeconds(25))
            .until(() -> bed.manifest().filter(HangingStoreTest::isLast).isPresent());
        await("the end")
            .atMost(Duration.ofSeconds(10))
            .until(() -> driver.log().contains("does not answer, and the time is over"));
        store.thaw();

        assertThat(driver.awaitExit()).isZero();
        assertThat(bed.objects()).isEqualTo(DriverBed.below("executor-1", executor));
        Manifest manifest = bed.manifest().orElseThrow();
        assertThat(manifest.complete()).isFalse();
        assertThat(manifest.pods())
            .filteredOn(ManifestPod::complete)
            .extracting(pod -> pod.pod().label())
            .containsExactly("executor-1");
      }
    }
  }

  @Test
  void store_that_comes_back_in_time_gets_everything() throws Exception {
    try (DriverBed bed = new DriverBed(root)) {
      Map<String, String> executor = bed.sealedExecutor("1", 5, 2_000);
      try (RecorderProcess driver = bed.driver().start()) {
        Map<String, String> own = Contents.write(driver.spool(), 3, 1_000);
        store.freeze();
        driver.sigterm();
        await("a provisional manifest")
            .atMost(Duration.ofSeconds(30))
            .until(() -> bed.manifest().isPresent());
        store.thaw();

        assertThat(driver.awaitExit()).isZero();

        Map<String, String> expected = DriverBed.below("executor-1", executor);
        expected.putAll(DriverBed.below("driver", own));
        assertThat(bed.objects()).isEqualTo(expected);
        assertThat(bed.manifest().orElseThrow().complete()).as(driver.log()).isTrue();
      }
    }
  }

  private static boolean isLast(Manifest manifest) {
    return !manifest.reason().orElse("").startsWith("provisional");
  }
}
