package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Whatever S3 does, the store loses nothing, and no manifest claims more than is true. */
@Isolated("short graces: beside tests that start many processes they would end too soon")
class TroubleWithS3Test {
  @TempDir Path root;
  private DriverBed bed;
  private Map<String, String> executor;

  @BeforeEach
  void open() throws IOException {
    bed = new DriverBed(root);
    executor = bed.sealedExecutor("1", 5, 3_000);
  }

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void server_that_throttles_for_a_while_gets_everything() throws Exception {
    FaultProxy.Rule busy = bed.proxy().on(any -> true, Fault.slowDown());
    try (RecorderProcess driver = bed.driver().start()) {
      Map<String, String> own = Contents.write(driver.spool(), 4, 1_000);
      driver.sigterm();
      await("a request was refused during the drain")
          .until(() -> driver.log().contains("sealed") && busy.hits() > 4);
      busy.end();

      assertThat(driver.awaitExit()).isZero();

      assertComplete(own, driver);
    }
  }

  @Test
  void server_that_is_back_before_the_deadline_gets_everything() throws Exception {
    bed.server().stop();
    try (RecorderProcess driver = bed.driver().start()) {
      Map<String, String> own = Contents.write(driver.spool(), 4, 1_000);
      driver.sigterm();
      await().until(() -> driver.log().contains("sealed"));
      bed.server().restart();

      assertThat(driver.awaitExit()).isZero();

      assertComplete(own, driver);
    }
  }

  @Test
  void server_that_refuses_leaves_everything_in_the_store() throws Exception {
    FaultProxy.Rule refusing = bed.proxy().on(any -> true, Fault.accessDenied());
    try (RecorderProcess driver = bed.driver().start()) {
      Map<String, String> own = Contents.write(driver.spool(), 4, 1_000);

      assertThat(driver.drain()).isZero();

      assertNothingLost(own, driver);
      assertThat(driver.log()).contains("access denied");
      refusing.end();
      driver.start();
      driver.drain();
      assertComplete(own, driver);
    }
  }

  @Test
  void server_unreachable_until_the_deadline_leaves_everything_in_the_store() throws Exception {
    bed.server().stop();
    try (RecorderProcess driver =
        bed.driver()
            .with("RECORDER_GRACE", "8s")
            .with("RECORDER_RESERVE", "3s")
            .with("RECORDER_S3_ATTEMPT_TIMEOUT", "1s")
            .start()) {
      Map<String, String> own = Contents.write(driver.spool(), 4, 1_000);

      assertThat(driver.drain()).isZero();

      assertNothingLost(own, driver);
      assertThat(driver.log()).contains("is too short: an executor may take");
      bed.server().restart();
      driver.start();
      driver.drain();
      assertComplete(own, driver);
    }
  }

  @Test
  void hanging_server_leaves_everything_in_the_store_within_the_deadline() throws Exception {
    try (RecorderProcess driver =
        bed.driver()
            .with("RECORDER_GRACE", "8s")
            .with("RECORDER_RESERVE", "3s")
            .with("RECORDER_S3_ATTEMPT_TIMEOUT", "30s")
            .start()) {
      Map<String, String> own = Contents.write(driver.spool(), 4, 1_000);
      bed.server().pause();
      long begin = System.nanoTime();
      assertThat(driver.drain()).isZero();
      assertThat((System.nanoTime() - begin) / 1_000_000_000)
          .as("the kubelet's SIGKILL would have come at 8 s")
          .isLessThan(8);

      assertNothingLost(own, driver);
      bed.server().resume();
    }
  }

  private void assertComplete(Map<String, String> own, RecorderProcess driver) throws Exception {
    Map<String, String> all = new TreeMap<>(DriverBed.below("driver", own));
    all.putAll(DriverBed.below("executor-1", executor));
    assertThat(bed.objects()).as(driver.log()).isEqualTo(all);
    assertThat(bed.manifest().orElseThrow().complete()).isTrue();
    assertThat(driver.manifestInStore().complete()).isTrue();
  }

  private void assertNothingLost(Map<String, String> own, RecorderProcess driver) throws Exception {
    assertThat(Contents.of(root.resolve("store").resolve(RecorderProcess.APP)))
        .as(driver.log())
        .containsAllEntriesOf(DriverBed.below("driver.uid-driver", own))
        .containsAllEntriesOf(DriverBed.below("executor-1.uid-executor-1", executor));
    assertThat(bed.manifest().filter(Manifest::complete)).isEmpty();
    Manifest manifest = driver.manifestInStore();
    assertThat(manifest.complete()).isFalse();
    assertThat(manifest.pods())
        .allSatisfy(
            pod ->
                assertThat(pod.files()).allSatisfy(file -> assertThat(file.missing()).isPresent()));
  }
}
