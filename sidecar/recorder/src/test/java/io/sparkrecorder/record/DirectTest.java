package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.JfrTool;
import io.sparkrecorder.testbed.RecordedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Without a shared volume, each recorder uploads its own files to S3, and the driver's manifest
 * lists all.
 */
class DirectTest {
  private static final int MIB = 1 << 20;

  @TempDir Path root;
  private DirectBed bed;

  @BeforeEach
  void open() throws IOException {
    bed = new DirectBed(root);
  }

  @AfterEach
  void close() {
    bed.close();
  }

  @Test
  void every_byte_of_all_pods_is_in_s3_and_the_manifest_is_complete() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    try (RecorderProcess driver = bed.driver().start();
        RecorderProcess one = bed.executor("1").start();
        RecorderProcess two = bed.executor("2").start()) {
      expected.putAll(below("driver", DirectBed.write(driver, 30, 5_000)));
      expected.putAll(below("executor-1", DirectBed.write(one, 40, 5_000)));
      expected.putAll(below("executor-2", DirectBed.write(two, 3, 20 * MIB)));
      assertThat(one.drain()).isZero();
      assertThat(two.drain()).isZero();

      assertThat(driver.drain()).isZero();

      assertThat(bed.objects()).as(one.log() + driver.log()).isEqualTo(expected);
      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).as(driver.log()).isTrue();
      assertThat(manifest.files()).isEqualTo(73);
      assertThat(manifest.pods())
          .extracting(pod -> pod.pod().label())
          .containsExactlyInAnyOrder("driver", "executor-1", "executor-2")
          .startsWith("driver");
      bed.assertManifestIsTrue();
      assertThat(bed.uploadsUnderWay()).isZero();
      assertThat(DirectBed.spool(two)).as("uploaded bytes take no room in the spool").isEmpty();
      assertThat(Contents.of(two.spool()).keySet())
          .noneMatch(name -> name.endsWith(".bin"))
          .noneMatch(name -> name.contains("/parts/"));
    }
  }

  @Test
  void finished_chunks_reach_s3_while_the_jvm_runs_with_every_event_once() throws Exception {
    try (RecorderProcess recorder = bed.executor("1").start();
        RecordedJvm jvm = jvm(recorder)) {
      bed.recordUntilUploaded(jvm, "executor-1.uid-executor-1", 2);
      long last = jvm.emit(100);
      jvm.exitNormally();

      assertThat(recorder.drain()).isZero();

      assertThat(bed.marker("executor-1.uid-executor-1").orElseThrow().state())
          .as(recorder.log())
          .isEqualTo(PodState.SEALED);
      bed.assertEvents("executor-1", last);
      assertThat(bed.uploadsUnderWay()).isZero();
    }
  }

  @Test
  void killed_jvm_leaves_every_event_up_to_its_last_flush() throws Exception {
    try (RecorderProcess recorder = bed.executor("1").start();
        RecordedJvm jvm = jvm(recorder)) {
      bed.recordUntilUploaded(jvm, "executor-1.uid-executor-1", 1);
      jvm.emit(2_000);
      long flushed = jvm.awaitFlushed();
      jvm.kill();

      assertThat(recorder.drain()).isZero();

      List<Long> numbers = JfrTool.numbers(bed.object(bed.recording("executor-1")));
      assertThat(numbers)
          .containsExactlyElementsOf(LongStream.range(0, numbers.size()).boxed().toList())
          .hasSizeGreaterThan((int) flushed);
      assertThat(bed.marker("executor-1.uid-executor-1").orElseThrow().files())
          .filteredOn(file -> file.format().equals("jfr"))
          .first()
          .satisfies(file -> assertThat(file.state()).isEqualTo(FileState.SALVAGED));
    }
  }

  @Test
  void recording_of_many_pieces_holds_every_event_once_and_leaves_the_spool() throws Exception {
    try (RecorderProcess driver = bed.driver().start();
        RecorderProcess recorder =
            bed.executor("1").with("RECORDER_DIRECT_ROLL_SIZE", "5Mi").start();
        RecordedJvm jvm = jvm(recorder)) {
      await("pieces become objects while the JVM runs")
          .atMost(DirectBed.PATIENCE)
          .pollInterval(DirectBed.POLL)
          .until(
              () -> {
                jvm.emit(2_000);
                return bed.pieces("executor-1").size() >= 3;
              });
      await("uploaded bytes take no room beside the JVM's own")
          .atMost(DirectBed.PATIENCE)
          .untilAsserted(
              () -> assertThat(DirectBed.spooled(recorder, "")).isLessThan(2 * bytesOfFirst()));
      long last = jvm.emit(100);
      jvm.exitNormally();

      assertThat(recorder.drain()).isZero();
      assertThat(driver.drain()).isZero();

      List<String> pieces = bed.pieces("executor-1");
      bed.assertEventsOfPieces("executor-1", last);
      assertThat(bed.manifest().orElseThrow().complete()).as(recorder.log()).isTrue();
      bed.assertManifestIsTrue();
      assertThat(bed.manifest().orElseThrow().pods().getLast().files())
          .filteredOn(file -> file.file().format().equals("jfr"))
          .extracting(file -> file.file().note().orElse(""))
          .first()
          .satisfies(
              note ->
                  assertThat(note)
                      .startsWith("piece 1 of %d, continues in jfr/".formatted(pieces.size()))
                      .endsWith("~0002.jfr"));
      assertThat(bed.uploadsUnderWay()).isZero();
    }
  }

  @Test
  void small_old_piece_becomes_an_object_while_the_jvm_runs() throws Exception {
    try (RecorderProcess recorder =
            bed.executor("1").with("RECORDER_DIRECT_ROLL_AGE", "2s").start();
        RecordedJvm jvm = jvm(recorder)) {
      await("a chunk is finished")
          .atMost(DirectBed.PATIENCE)
          .pollInterval(DirectBed.POLL)
          .until(
              () -> {
                jvm.emit(100);
                return chunks(jvm) > 1;
              });
      await("the chunk becomes an object, though no later event follows")
          .atMost(DirectBed.PATIENCE)
          .until(() -> bed.pieces("executor-1").size() == 1);
      long last = jvm.emit(100);
      jvm.exitNormally();

      assertThat(recorder.drain()).isZero();

      bed.assertEventsOfPieces("executor-1", last);
      assertThat(bed.pieces("executor-1")).as("pieces").hasSize(2);
    }
  }

  @Test
  void
      an_executor_that_vanished_is_completed_by_the_driver_with_whole_chunks_and_never_called_whole()
          throws Exception {
    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s").start();
        RecorderProcess lost = bed.executor("1").start();
        RecordedJvm jvm = jvm(lost)) {
      bed.recordUntilUploaded(jvm, "executor-1.uid-executor-1", 2);
      Files.writeString(lost.spool().resolve("early.undo"), "moved in time");
      Files.createFile(lost.spool().resolve("early.undo.saved"));
      await()
          .atMost(DirectBed.PATIENCE)
          .until(() -> bed.objects().containsKey("executor-1/early.undo"));
      await()
          .atMost(DirectBed.PATIENCE)
          .until(
              () ->
                  bed.marker("executor-1.uid-executor-1").orElseThrow().objects().stream()
                      .anyMatch(object -> object.name().equals("early.undo")));
      long uploaded = bed.uploaded("executor-1.uid-executor-1");
      lost.kill();
      jvm.kill();

      assertThat(driver.drain()).isZero();

      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).as(driver.log()).isFalse();
      ManifestPod pod = manifest.pods().getLast();
      assertThat(pod.state()).isEqualTo(ManifestPodState.PARTIAL);
      assertThat(pod.reason()).hasValueSatisfying(why -> assertThat(why).startsWith("no-marker"));
      ManifestFile recording = file(pod, ".jfr");
      assertThat(recording.key()).as(driver.log()).isPresent();
      assertThat(recording.file().state()).isEqualTo(FileState.SALVAGED);
      assertThat(recording.file().note())
          .hasValueSatisfying(note -> assertThat(note).contains("its pod was lost"));
      assertThat(recording.file().bytes()).isGreaterThanOrEqualTo(uploaded);
      List<Long> numbers = JfrTool.numbers(bed.object(bed.recording("executor-1")));
      assertThat(numbers)
          .as("a row of whole chunks, from the first event")
          .containsExactlyElementsOf(LongStream.range(0, numbers.size()).boxed().toList())
          .isNotEmpty();
      assertThat(file(pod, "early.undo").key()).isPresent();
      bed.assertManifestIsTrue();
      assertThat(bed.uploadsUnderWay()).isZero();
    }
  }

  @Test
  void files_not_uploaded_by_a_vanished_executor_are_named_with_the_reason() throws Exception {
    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s").start();
        RecorderProcess lost = bed.executor("1").start();
        RecordedJvm jvm = jvm(lost)) {
      // One chunk of little more than 1 MiB without later events stays below the 5 MiB of a part.
      await("a chunk is finished")
          .atMost(DirectBed.PATIENCE)
          .pollInterval(DirectBed.POLL)
          .until(
              () -> {
                jvm.emit(100);
                return chunks(jvm) > 1;
              });
      await("the recorder has gathered it")
          .atMost(DirectBed.PATIENCE)
          .until(
              () ->
                  bed.marker("executor-1.uid-executor-1")
                      .filter(marker -> !marker.files().isEmpty())
                      .isPresent());
      lost.kill();
      jvm.kill();

      assertThat(driver.drain()).isZero();

      ManifestPod pod = bed.manifest().orElseThrow().pods().getLast();
      assertThat(pod.state()).isEqualTo(ManifestPodState.PARTIAL);
      ManifestFile recording = file(pod, ".jfr");
      assertThat(recording.key()).isEmpty();
      assertThat(recording.missing())
          .hasValueSatisfying(why -> assertThat(why).startsWith("its pod was lost"));
      assertThat(bed.manifest().orElseThrow().complete()).isFalse();
    }
  }

  @Test
  void reused_executor_id_overwrites_nothing() throws Exception {
    try (RecorderProcess driver = bed.driver().start()) {
      Map<String, String> expected = new TreeMap<>();
      try (RecorderProcess first = bed.executor("1").start()) {
        expected.putAll(below("executor-1", DirectBed.write(first, 3, 1_000)));
        first.drain();
      }
      try (RecorderProcess again = bed.executor("1").with("RECORDER_POD_UID", "another").start()) {
        expected.putAll(below("executor-1.another", DirectBed.write(again, 4, 2_000)));
        again.drain();
      }

      driver.drain();

      assertThat(bed.objects()).isEqualTo(expected);
      assertThat(bed.manifest().orElseThrow().complete()).as(driver.log()).isTrue();
      bed.assertManifestIsTrue();
    }
  }

  @Test
  void second_attempt_overwrites_nothing_and_its_manifest_keeps_the_first() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    try (RecorderProcess driver = bed.driver().start();
        RecorderProcess executor = bed.executor("1").start()) {
      expected.putAll(below("driver", DirectBed.write(driver, 3, 1_000)));
      expected.putAll(below("executor-1", DirectBed.write(executor, 3, 1_000)));
      executor.drain();
      driver.drain();
    }
    try (RecorderProcess driver = bed.driver().with("RECORDER_POD_UID", "second").start()) {
      expected.putAll(below("driver.second", DirectBed.write(driver, 3, 2_000)));
      driver.drain();
    }

    assertThat(bed.objects()).isEqualTo(expected);
    Manifest manifest = bed.manifest().orElseThrow();
    assertThat(manifest.complete()).isTrue();
    assertThat(manifest.pods())
        .extracting(pod -> pod.pod().uid())
        .containsExactlyInAnyOrder("second", "uid-driver", "uid-executor-1");
    bed.assertManifestIsTrue();
  }

  @Test
  void object_of_a_stranger_with_the_same_key_is_left_alone() throws Exception {
    bed.put("executor-1/file-00001.bin", "a stranger's");
    try (RecorderProcess executor = bed.executor("1").start()) {
      Map<String, String> written = DirectBed.write(executor, 2, 1_000);

      assertThat(executor.drain()).isZero();

      assertThat(bed.object("executor-1/file-00001.bin")).hasContent("a stranger's");
      assertThat(bed.objects())
          .containsEntry("executor-1.uid-executor-1/file-00001.bin", written.get("file-00001.bin"));
      assertThat(bed.marker("executor-1.uid-executor-1").orElseThrow().state())
          .isEqualTo(PodState.SEALED);
    }
  }

  private static RecordedJvm jvm(RecorderProcess recorder) throws IOException {
    return RecordedJvm.start(Jdks.find(25).orElseThrow(), recorder.spool());
  }

  /** Counts the chunks in the JVM's repository, including the open one. */
  private static long chunks(RecordedJvm jvm) throws IOException {
    try (Stream<Path> files = Files.list(jvm.repository().orElseThrow())) {
      return files.count();
    }
  }

  private long bytesOfFirst() throws IOException {
    return Files.size(bed.object(bed.pieces("executor-1").getFirst()));
  }

  private static ManifestFile file(ManifestPod pod, String end) {
    return pod.files().stream()
        .filter(file -> file.file().name().endsWith(end))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> below(String folder, Map<String, String> files) {
    return DriverBed.below(folder, files);
  }
}
