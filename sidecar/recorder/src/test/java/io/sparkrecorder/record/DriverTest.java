package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A driver's recorder uploads every pod's files to S3, and its manifest tells the truth. */
class DriverTest {
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
  void every_byte_of_all_pods_is_in_s3_and_the_manifest_is_complete() throws Exception {
    try (RecorderProcess driver = bed.driver().start()) {
      Map<String, String> expected =
          new TreeMap<>(DriverBed.below("driver", Contents.write(driver.spool(), 30, 5_000)));
      expected.putAll(DriverBed.below("executor-1", bed.sealedExecutor("1", 40, 5_000)));
      expected.putAll(DriverBed.below("executor-2", bed.sealedExecutor("2", 3, 20 * MIB)));

      assertThat(driver.drain()).isZero();

      assertThat(bed.objects()).isEqualTo(expected);
      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).as(driver.log()).isTrue();
      assertThat(manifest.files()).isEqualTo(73);
      assertThat(manifest.pods())
          .extracting(pod -> pod.pod().label())
          .containsExactlyInAnyOrder("driver", "executor-1", "executor-2")
          .startsWith("driver");
      assertThat(bed.orphans()).isZero();
    }
  }

  @Test
  void sealed_executors_are_uploaded_while_the_job_runs() throws Exception {
    try (RecorderProcess driver = bed.driver().start()) {
      Map<String, String> written = bed.sealedExecutor("1", 5, 5_000);

      await("uploaded before the driver's end")
          .until(() -> bed.objects().equals(DriverBed.below("executor-1", written)));

      assertThat(driver.runs()).isTrue();
      assertThat(bed.manifest()).as("no manifest before the end").isEmpty();
      driver.drain();
      assertThat(bed.manifest()).isPresent();
    }
  }

  @Test
  void the_manifest_is_the_last_object() throws Exception {
    try (RecorderProcess driver = bed.driver().start()) {
      Contents.write(driver.spool(), 20, 5_000);
      bed.sealedExecutor("1", 20, 5_000);
      driver.drain();

      assertThat(bed.proxy().requests())
          .filteredOn(HttpRequest::isPutObject)
          .last()
          .satisfies(last -> assertThat(last.target()).contains("/manifest.json"));
    }
  }

  @Test
  void executor_without_marker_makes_the_manifest_incomplete_with_a_reason() throws Exception {
    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s").start()) {
      bed.sealedExecutor("1", 3, 1_000);
      bed.lostExecutor("2");

      assertThat(driver.drain()).isZero();

      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).isFalse();
      ManifestPod lost = manifest.pods().getLast();
      assertThat(lost.pod().label()).isEqualTo("executor-2");
      assertThat(lost.state()).isEqualTo(ManifestPodState.PARTIAL);
      assertThat(lost.reason()).hasValueSatisfying(why -> assertThat(why).startsWith("no-marker"));
      assertThat(lost.files())
          .as("files that it moved in time are in S3")
          .singleElement()
          .satisfies(file -> assertThat(file.key()).isPresent());
      assertThat(bed.objects()).containsKey("executor-2/early.undo");
      assertThat(driver.log()).contains("INCOMPLETE");
    }
  }

  @Test
  void manifest_is_incomplete_if_the_cluster_was_never_seen() throws Exception {
    try (RecorderProcess driver =
        bed.driver()
            .with("RECORDER_DISCOVERY", "kubernetes")
            .with("KUBERNETES_MASTER", "http://127.0.0.1:1")
            .start()) {
      Map<String, String> written = bed.sealedExecutor("1", 3, 1_000);

      assertThat(driver.drain()).isZero();

      assertThat(bed.objects())
          .as("pods that announced themselves in the store are there")
          .isEqualTo(DriverBed.below("executor-1", written));
      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).isFalse();
      assertThat(manifest.reason())
          .hasValueSatisfying(why -> assertThat(why).startsWith("not-watched"));
    }
  }

  @Test
  void half_a_chunk_after_a_lost_executors_recording_does_not_block_it() throws Exception {
    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s").start()) {
      bed.lostExecutor("2");
      try (RecorderProcess lost = RecorderProcess.executor(root, "2")) {
        Files.writeString(
            lost.folder().file("early.undo"), "half of the next", StandardOpenOption.APPEND);
      }

      assertThat(driver.drain()).isZero();

      assertThat(bed.manifest().orElseThrow().pods().getLast().files())
          .as(driver.log())
          .singleElement()
          .satisfies(file -> assertThat(file.key()).isPresent());
      assertThat(bed.server().root().resolve(RecorderProcess.BUCKET))
          .isDirectoryRecursivelyContaining("glob:**/executor-2/early.undo");
    }
  }

  @Test
  void unwritable_journal_of_uploads_keeps_nothing_from_s3() throws Exception {
    Map<String, String> written = bed.sealedExecutor("1", 3, 1_000);
    try (RecorderProcess executor = RecorderProcess.executor(root, "1")) {
      Files.createDirectory(executor.folder().shippedJournal());
    }
    try (RecorderProcess driver = bed.driver().start()) {
      assertThat(driver.drain()).isZero();

      assertThat(bed.objects()).isEqualTo(DriverBed.below("executor-1", written));
      assertThat(bed.manifest().orElseThrow().complete()).as(driver.log()).isTrue();
    }
  }

  @Test
  void unwritable_executors_journal_does_not_block_the_drivers_own_files() throws Exception {
    try (RecorderProcess driver = bed.driver()) {
      Files.createDirectories(driver.folder().path().resolveSibling("executors.journal"));
      driver.launch();
      await().until(() -> driver.log().contains("journal of executors cannot be used"));
      Map<String, String> own = Contents.write(driver.spool(), 3, 100);

      assertThat(driver.drain()).isZero();

      assertThat(Contents.of(driver.folder().path())).containsAllEntriesOf(own);
      assertThat(driver.marker().state()).isEqualTo(io.sparkrecorder.marker.PodState.SEALED);
    }
  }

  @Test
  void reused_executor_id_overwrites_nothing() throws Exception {
    try (RecorderProcess driver = bed.driver().start()) {
      Map<String, String> first = bed.sealedExecutor("1", 3, 1_000);
      await().until(() -> bed.objects().keySet().contains("executor-1/file-00002.bin"));
      Map<String, String> second = new TreeMap<>();
      try (RecorderProcess again =
          RecorderProcess.executor(root, "1").with("RECORDER_POD_UID", "another").start()) {
        second.putAll(Contents.write(again.spool(), 4, 2_000));
        again.drain();
      }

      driver.drain();

      Map<String, String> expected = new TreeMap<>(DriverBed.below("executor-1", first));
      expected.putAll(DriverBed.below("executor-1.another", second));
      assertThat(bed.objects()).isEqualTo(expected);
      assertThat(bed.manifest().orElseThrow().complete()).isTrue();
    }
  }

  @Test
  void second_attempt_overwrites_nothing_and_its_manifest_keeps_the_first() throws Exception {
    Map<String, String> first = new TreeMap<>();
    try (RecorderProcess driver = bed.driver().start()) {
      first.putAll(Contents.write(driver.spool(), 3, 1_000));
      driver.drain();
    }
    Map<String, String> second = new TreeMap<>();
    try (RecorderProcess driver =
        bed.driver()
            .with("RECORDER_POD_UID", "second")
            .with("RECORDER_STORE", root.resolve("other-store").toString())
            .start()) {
      second.putAll(Contents.write(driver.spool(), 3, 2_000));
      driver.drain();
    }

    Map<String, String> expected = new TreeMap<>(DriverBed.below("driver", first));
    second.forEach(
        (name, content) ->
            // Equal bytes need no second object, which here concerns the empty file.
            expected.put(
                content.equals(first.get(name)) ? "driver/" + name : "driver.second/" + name,
                content));
    assertThat(bed.objects()).isEqualTo(expected);
    Manifest manifest = bed.manifest().orElseThrow();
    assertThat(manifest.complete()).isTrue();
    assertThat(manifest.pods())
        .extracting(pod -> pod.pod().uid())
        .containsExactly("second", "uid-driver");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 6, 8, 10, 12})
  void recorder_killed_at_any_request_leaves_the_same_objects(int request) throws Exception {
    Map<String, String> expected = bed.sealedExecutor("1", 2, 12 * MIB);
    try (RecorderProcess driver = bed.driver().with("RECORDER_S3_PART_SIZE", "5Mi")) {
      int[] seen = {0};
      FaultProxy.Rule fatal =
          bed.proxy()
              .on(
                  any -> !any.method().equals("GET") && ++seen[0] == request,
                  1,
                  new Fault.Before(driver::kill));
      Map<String, String> own = Contents.write(driver.spool(), 3, 1_000);
      driver.launch();
      await("uploaded, or killed before")
          .atMost(java.time.Duration.ofSeconds(30))
          .until(() -> !driver.runs() || bed.objects().size() >= expected.size());
      if (driver.runs()) {
        driver.sigterm();
        driver.awaitExit();
      }
      fatal.end();

      driver.start();
      assertThat(driver.drain()).isZero();

      Map<String, String> all = new TreeMap<>(DriverBed.below("executor-1", expected));
      all.putAll(DriverBed.below("driver", own));
      assertThat(bed.objects()).as(driver.log()).isEqualTo(all);
      assertThat(bed.manifest().orElseThrow().complete()).isTrue();
      assertThat(bed.orphans()).as("parts that belong to nothing").isZero();
    }
  }

  @Test
  void second_run_uploads_nothing_twice() throws Exception {
    bed.sealedExecutor("1", 10, 1_000);
    try (RecorderProcess driver = bed.driver().start()) {
      driver.drain();
      bed.proxy().reset();

      driver.start();
      assertThat(driver.drain()).isZero();

      assertThat(bed.proxy().requests())
          .filteredOn(HttpRequest::isPutObject)
          .extracting(HttpRequest::target)
          .allSatisfy(target -> assertThat(target).contains("manifest.json"));
      assertThat(bed.manifest().orElseThrow().complete()).isTrue();
    }
  }

  @Test
  void without_a_usable_server_the_recordings_are_still_in_the_store() throws Exception {
    try (RecorderProcess driver =
        bed.driver()
            .with("RECORDER_S3_ENDPOINT", "")
            .with("RECORDER_S3_REGION", "")
            .with("AWS_EC2_METADATA_DISABLED", "true")
            .start()) {
      Map<String, String> own = Contents.write(driver.spool(), 3, 100);

      assertThat(driver.drain()).isZero();

      assertThat(driver.log()).contains("set RECORDER_S3_REGION or AWS_REGION");
      assertThat(Contents.of(driver.folder().path())).containsAllEntriesOf(own);
      assertThat(driver.marker().state()).isEqualTo(io.sparkrecorder.marker.PodState.SEALED);
    }
  }

  @Test
  void no_log_line_contains_the_secret_key() throws Exception {
    bed.proxy().on(any -> true, 5, Fault.accessDenied());
    try (RecorderProcess driver = bed.driver().start()) {
      Contents.write(driver.spool(), 3, 100);
      driver.drain();
      assertThat(driver.log()).doesNotContain(bed.server().secretKey());
    }
  }
}
