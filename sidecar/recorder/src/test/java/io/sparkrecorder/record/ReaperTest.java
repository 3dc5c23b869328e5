package io.sparkrecorder.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reaper finishes what a lost driver's recorder left on the shared volume. */
class ReaperTest {
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

  private ReaperProcess reaper() {
    return ReaperProcess.of(root, bed.server(), bed.proxy().endpoint());
  }

  /** Leaves two sealed executors, a lost one and a driver that was killed before its drain. */
  private Map<String, String> lostDriver() throws Exception {
    try (RecorderProcess driver = bed.driver().start()) {
      Map<String, String> expected = new TreeMap<>();
      FaultProxy.Rule busy =
          bed.proxy().on(HttpRequest::isPutObject, new Fault.Answer(503, "SlowDown", "busy"));
      expected.putAll(DriverBed.below("executor-1", bed.sealedExecutor("1", 20, 5_000)));
      expected.putAll(DriverBed.below("executor-2", bed.sealedExecutor("2", 2, 20 * MIB)));
      bed.lostExecutor("3");
      expected.put("executor-3/early.undo", early());
      driver.kill();
      busy.end();
      return expected;
    }
  }

  /** The file of the lost executor, as {@link Contents} describes it. */
  private String early() {
    return Contents.of(root.resolve("store").resolve(RecorderProcess.APP))
        .get("executor-3.uid-executor-3/early.undo");
  }

  @Test
  void lost_driver_has_its_manifest_after_one_run_and_a_second_run_changes_nothing()
      throws Exception {
    Map<String, String> expected = lostDriver();
    try (ReaperProcess first = reaper();
        ReaperProcess second = reaper()) {
      assertThat(first.run()).as(first.output()).isZero();

      assertThat(bed.objects()).as(first.output()).isEqualTo(expected);
      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).isFalse();
      assertThat(manifest.pods())
          .extracting(pod -> pod.pod().label(), ManifestPod::state)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple("driver", ManifestPodState.PARTIAL),
              org.assertj.core.groups.Tuple.tuple("executor-1", ManifestPodState.SEALED),
              org.assertj.core.groups.Tuple.tuple("executor-2", ManifestPodState.SEALED),
              org.assertj.core.groups.Tuple.tuple("executor-3", ManifestPodState.PARTIAL));
      assertThat(manifest.reason())
          .as("an executor that the driver never saw")
          .hasValueSatisfying(why -> assertThat(why).startsWith("not-watched"));
      assertThat(first.output()).contains("incomplete").contains(RecorderProcess.APP);
      assertThat(bed.uploads()).isEmpty();

      assertThat(second.run()).as(second.output()).isZero();
      assertThat(second.output()).contains("settled: 1");
      assertThat(bed.manifest()).contains(manifest);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 19})
  void driver_killed_in_its_drain_is_finished_with_every_byte(int uploaded) throws Exception {
    Map<String, String> expected = new TreeMap<>();
    try (RecorderProcess driver = bed.driver().start();
        ReaperProcess reaper = reaper()) {
      expected.putAll(DriverBed.below("driver", Contents.write(driver.spool(), 20, 5_000)));
      expected.putAll(DriverBed.below("executor-1", bed.sealedExecutor("1", 1, 30 * MIB)));
      driver.sigterm();
      await("its marker is sealed, the journal says that it knew all executors, files are in S3")
          .until(
              () ->
                  driver.marker().sealed().isPresent()
                      && Files.readString(journal()).contains("watched")
                      && bed.objects().size() >= uploaded);
      driver.kill();

      assertThat(reaper.run()).as(reaper.output()).isZero();

      assertThat(bed.objects()).isEqualTo(expected);
      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).as("%s%n%s", manifest.reason(), reaper.output()).isTrue();
      assertThat(manifest.files()).isEqualTo(21);
      assertThat(bed.uploads()).isEmpty();
    }
  }

  private Path journal() {
    return root.resolve("store").resolve(RecorderProcess.APP).resolve("executors.journal");
  }

  @Test
  void two_reapers_at_once_upload_once_and_agree() throws Exception {
    Map<String, String> expected = lostDriver();
    try (ReaperProcess one = reaper();
        ReaperProcess other = reaper()) {
      one.start();
      other.start();

      assertThat(one.exit()).as(one.output()).isZero();
      assertThat(other.exit()).as(other.output()).isZero();

      assertThat(bed.objects()).isEqualTo(expected);
      String both = one.output() + other.output();
      assertThat(both.split("STATE", -1)).hasSizeBetween(2, 3);
      assertThat(both.lines().filter(line -> line.startsWith("incomplete  "))).hasSize(1);
    }
  }

  @Test
  void reaper_killed_in_the_middle_is_continued_by_the_next_one() throws Exception {
    Map<String, String> expected = lostDriver();
    try (ReaperProcess killed = reaper();
        ReaperProcess next = reaper()) {
      killed.start();
      await("some files are in S3").until(() -> bed.objects().size() > 3);
      killed.kill();

      assertThat(next.run()).as(next.output()).isZero();

      assertThat(bed.objects()).isEqualTo(expected);
      assertThat(bed.manifest().orElseThrow().files()).isEqualTo(expected.size());
      assertThat(bed.uploads()).isEmpty();
    }
  }

  @Test
  void stopped_reaper_whose_lease_was_taken_writes_no_manifest() throws Exception {
    lostDriver();
    FaultProxy.Rule slow =
        bed.proxy()
            .on(
                request -> request.isPutObject() && request.target().contains("manifest.json"),
                new Fault.Answer(503, "SlowDown", "busy"));
    try (ReaperProcess stopped = reaper();
        ReaperProcess next = reaper()) {
      stopped.start();
      await("it tries to write its manifest").until(() -> slow.hits() > 0);
      stopped.signal("STOP");
      slow.end();

      assertThat(next.run()).as(next.output()).isZero();
      Manifest manifest = bed.manifest().orElseThrow();
      stopped.signal("CONT");

      assertThat(stopped.exit()).as(stopped.output()).isZero();
      assertThat(stopped.output()).contains("outrun");
      assertThat(bed.manifest()).contains(manifest);
    }
  }

  @Test
  void late_driver_and_reaper_at_once_end_with_the_drivers_manifest() throws Exception {
    try (RecorderProcess driver = bed.driver().start();
        ReaperProcess reaper = reaper()) {
      Map<String, String> expected =
          new TreeMap<>(DriverBed.below("driver", Contents.write(driver.spool(), 20, 5_000)));
      expected.putAll(DriverBed.below("executor-1", bed.sealedExecutor("1", 20, 5_000)));
      reaper.start();
      driver.sigterm();

      assertThat(reaper.exit()).as(reaper.output()).isZero();
      assertThat(driver.awaitExit()).isZero();

      assertThat(bed.objects()).isEqualTo(expected);
      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete())
          .as("%s%n%s%n%s", manifest.reason(), reaper.output(), driver.log())
          .isTrue();
      assertThat(manifest.files()).isEqualTo(40);
    }
  }

  @Test
  void driver_that_ends_after_the_reaper_keeps_what_the_reaper_knew() throws Exception {
    try (RecorderProcess driver = bed.driver().start();
        ReaperProcess reaper = reaper()) {
      Map<String, String> sealed = bed.sealedExecutor("1", 20, 5_000);
      bed.lostExecutor("2");

      assertThat(reaper.run()).as(reaper.output()).isZero();
      Manifest before = bed.manifest().orElseThrow();
      assertThat(before.files()).isEqualTo(21);
      clear(
          root.resolve("store").resolve(RecorderProcess.APP).resolve("executor-1.uid-executor-1"));
      assertThat(driver.drain()).isZero();

      Manifest after = bed.manifest().orElseThrow();
      assertThat(after.files()).as(driver.log()).isGreaterThanOrEqualTo(before.files());
      assertThat(bed.objects()).containsAllEntriesOf(DriverBed.below("executor-1", sealed));
    }
  }

  @Test
  void executors_of_a_driver_without_recorder_are_uploaded_and_not_called_complete()
      throws Exception {
    Map<String, String> written = bed.sealedExecutor("1", 5, 5_000);
    try (ReaperProcess reaper = reaper()) {
      assertThat(reaper.run()).as(reaper.output()).isZero();

      assertThat(bed.objects()).isEqualTo(DriverBed.below("executor-1", written));
      assertThat(bed.manifest().orElseThrow().reason())
          .hasValueSatisfying(why -> assertThat(why).startsWith("not-watched"));
    }
  }

  @Test
  void application_with_a_recent_change_is_left_to_its_driver() throws Exception {
    bed.sealedExecutor("1", 5, 5_000);
    try (ReaperProcess reaper = reaper().with("RECORDER_REAP_IDLE", "1h")) {
      assertThat(reaper.run()).as(reaper.output()).isZero();

      assertThat(reaper.output()).contains("live").contains("RECORDER_REAP_IDLE");
      assertThat(bed.objects()).isEmpty();
    }
  }

  @Test
  void dry_run_names_the_application_and_changes_nothing() throws Exception {
    lostDriver();
    Map<String, String> store = Contents.of(root.resolve("store"));
    try (ReaperProcess reaper = reaper()) {
      assertThat(reaper.run("--dry-run", "--output", "json")).as(reaper.output()).isZero();

      assertThat(reaper.output()).contains("\"would finish\"").contains("\"counts\"");
      assertThat(bed.manifest()).isEmpty();
      assertThat(Contents.of(root.resolve("store"))).isEqualTo(store);
    }
  }

  @Test
  void damaged_application_does_not_keep_others_from_being_finished() throws Exception {
    Map<String, String> written = bed.sealedExecutor("1", 5, 5_000);
    Path bad = root.resolve("store").resolve("a-bad-app");
    Files.createDirectories(bad.resolve("driver.uid-9"));
    try (Bucket bucket = Bucket.of(bed.server(), RecorderProcess.BUCKET)) {
      bucket.write(BAD + "/manifest.json", "no manifest".getBytes(UTF_8));
    }
    try (ReaperProcess reaper = reaper()) {
      assertThat(reaper.run()).as(reaper.output()).isEqualTo(3);

      assertThat(reaper.output()).contains("failed        a-bad-app");
      assertThat(bed.objects()).isEqualTo(DriverBed.below("executor-1", written));
    }
  }

  private static void clear(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static final String BAD = "pipelines/team-a/recordings/a-bad-app";

  @Test
  void direct_is_refused_and_nothing_is_changed() throws Exception {
    bed.sealedExecutor("1", 1, 5_000);
    try (ReaperProcess reaper = reaper().with("RECORDER_TRANSPORT", "direct")) {
      assertThat(reaper.run()).as(reaper.output()).isEqualTo(2);
      assertThat(reaper.output())
          .contains("RECORDER_TRANSPORT=direct", "Set RECORDER_TRANSPORT=shared-volume");
      assertThat(bed.objects()).isEmpty();
    }
  }

  @Test
  void unreachable_bucket_ends_the_run_with_code_1() throws Exception {
    bed.sealedExecutor("1", 1, 5_000);
    try (ReaperProcess reaper = reaper().with("RECORDER_S3_ENDPOINT", "http://127.0.0.1:1")) {
      assertThat(reaper.run()).as(reaper.output()).isEqualTo(1);
      assertThat(reaper.output()).startsWith("recorder: ");
    }
  }
}
