package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import io.sparkrecorder.testbed.Jdks;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a shared volume: kills, and an S3 server that is not there, lose and double nothing. */
class DirectTroubleTest {
  private static final String POD = "executor-1.uid-executor-1";

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

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 9, 12})
  void killed_at_any_request_and_started_again_it_leaves_the_same_objects(int request)
      throws Exception {
    try (RecorderProcess recorder = bed.executor("1")) {
      int[] seen = {0};
      FaultProxy.Rule fatal =
          bed.proxy()
              .on(
                  any -> !any.method().equals("GET") && ++seen[0] == request,
                  1,
                  new Fault.Before(recorder::kill));
      Files.writeString(recorder.spool().resolve("early.undo"), "moved in time");
      Files.createFile(recorder.spool().resolve("early.undo.saved"));
      recorder.launch();
      try (RecordedJvm jvm = jvm(recorder)) {
        await("two parts are at the server, or it was killed on the way")
            .atMost(DirectBed.PATIENCE)
            .pollInterval(DirectBed.POLL)
            .until(
                () -> {
                  jvm.emit(2_000);
                  return !recorder.runs() || bed.uploaded(POD) > 8 << 20;
                });
        long last = jvm.emit(3_000);
        jvm.exitNormally();
        if (recorder.runs()) {
          recorder.sigterm();
          recorder.awaitExit();
        }
        fatal.end();

        recorder.start();
        assertThat(recorder.drain()).isZero();

        assertThat(bed.marker(POD).orElseThrow().state())
            .as(recorder.log())
            .isEqualTo(PodState.SEALED);
        bed.assertEvents("executor-1", last);
        assertThat(bed.objects())
            .as("the recording, the file, and what the JVM wrote to standard error")
            .hasSize(3)
            .containsKey("executor-1/early.undo");
        assertThat(bed.uploadsUnderWay()).as("parts that belong to nothing").isZero();
      }
    }
  }

  @Test
  void killed_as_the_server_begins_an_upload_of_which_it_never_hears_it_leaves_none_behind()
      throws Exception {
    try (RecorderProcess recorder = bed.executor("1").start();
        RecordedJvm jvm = jvm(recorder)) {
      FaultProxy.Rule fatal =
          bed.proxy().on(HttpRequest::isCreate, 1, new Fault.Before(recorder::kill));
      await("it is killed")
          .atMost(DirectBed.PATIENCE)
          .pollInterval(DirectBed.POLL)
          .until(
              () -> {
                jvm.emit(2_000);
                return !recorder.runs();
              });
      await().atMost(DirectBed.PATIENCE).until(() -> bed.uploadsUnderWay() == 1);
      fatal.end();

      recorder.start();
      long last = jvm.emit(2_000);
      jvm.exitNormally();
      assertThat(recorder.drain()).isZero();

      bed.assertEvents("executor-1", last);
      assertThat(bed.uploadsUnderWay()).isZero();
    }
  }

  @Test
  void killed_with_its_journal_of_uploads_it_goes_on_by_its_marker() throws Exception {
    try (RecorderProcess recorder = bed.executor("1").start();
        RecordedJvm jvm = jvm(recorder)) {
      bed.recordUntilUploaded(jvm, POD, 1);
      recorder.kill();
      Files.delete(recorder.spool().resolve(".recorder/" + POD + "/.recorder/shipped.journal"));

      recorder.start();
      long last = jvm.emit(2_000);
      jvm.exitNormally();
      assertThat(recorder.drain()).isZero();

      bed.assertEvents("executor-1", last);
      assertThat(bed.uploadsUnderWay()).isZero();
    }
  }

  @Test
  void upload_that_a_lifecycle_rule_aborts_loses_no_event() throws Exception {
    try (RecorderProcess recorder = bed.executor("1").start();
        RecordedJvm jvm = jvm(recorder)) {
      bed.recordUntilUploaded(jvm, POD, 2);
      Path open = newest(jvm.repository().orElseThrow());
      assertThat(bed.abortUploads()).isEqualTo(1);
      // The JVM's own limit removes old chunks, so only the recorder still has them.
      for (Path chunk : chunks(jvm.repository().orElseThrow())) {
        if (chunk.compareTo(open) < 0) {
          Files.delete(chunk);
        }
      }
      await("the upload is begun again")
          .atMost(DirectBed.PATIENCE)
          .pollInterval(DirectBed.POLL)
          .until(
              () -> {
                jvm.emit(2_000);
                return bed.uploadsUnderWay() == 1;
              });
      jvm.awaitFlushed();
      jvm.kill();
      assertThat(recorder.drain()).isZero();

      List<Long> numbers = bed.numbers("executor-1");
      assertThat(numbers)
          .as(recorder.log())
          .containsExactlyElementsOf(LongStream.range(0, numbers.size()).boxed().toList())
          .hasSizeGreaterThan(10_000);
      assertThat(bed.marker(POD).orElseThrow().state()).isEqualTo(PodState.SEALED);
      assertThat(bed.uploadsUnderWay()).isZero();
    }
  }

  @Test
  void upload_that_is_aborted_before_the_drain_is_sent_from_the_spool() throws Exception {
    try (RecorderProcess recorder = bed.executor("1").start();
        RecordedJvm jvm = jvm(recorder)) {
      bed.recordUntilUploaded(jvm, POD, 2);
      long last = jvm.emit(100);
      jvm.exitNormally();
      assertThat(bed.abortUploads()).isEqualTo(1);

      assertThat(recorder.drain()).isZero();

      assertThat(bed.marker(POD).orElseThrow().state())
          .as(recorder.log())
          .isEqualTo(PodState.SEALED);
      bed.assertEvents("executor-1", last);
      assertThat(bed.uploadsUnderWay()).isZero();
    }
  }

  @Test
  void server_that_wants_equal_parts_gets_every_event_once() throws Exception {
    FaultProxy.Rule equal = bed.wantEqualParts();
    try (RecorderProcess recorder =
            bed.executor("1").with("RECORDER_DIRECT_ROLL_SIZE", "12Mi").start();
        RecordedJvm jvm = jvm(recorder)) {
      await("a second piece after the refusal is in S3")
          .atMost(DirectBed.PATIENCE)
          .pollInterval(DirectBed.POLL)
          .until(
              () -> {
                jvm.emit(2_000);
                return bed.pieces("executor-1").size() >= 2;
              });
      long last = jvm.emit(2_000);
      jvm.exitNormally();

      assertThat(recorder.drain()).isZero();

      assertThat(equal.hits()).as("refusals; %s", recorder.log()).isPositive();
      assertThat(bed.marker(POD).orElseThrow().state())
          .as(recorder.log())
          .isEqualTo(PodState.SEALED);
      bed.assertEventsOfPieces("executor-1", last);
      assertThat(bed.uploadsUnderWay()).isZero();
    }
  }

  @Test
  void a_server_that_is_away_for_a_while_gets_everything_that_was_recorded_meanwhile()
      throws Exception {
    bed.server().stop();
    try (RecorderProcess recorder = bed.executor("1").start();
        RecordedJvm jvm = jvm(recorder)) {
      for (int rounds = 0; rounds < 10; rounds++) {
        jvm.emit(2_000);
      }
      bed.server().restart();
      bed.recordUntilUploaded(jvm, POD, 2);
      bed.server().stop();
      jvm.emit(12_000);
      long last = jvm.emit(12_000);
      jvm.exitNormally();
      recorder.sigterm();
      await().atMost(DirectBed.PATIENCE).until(() -> recorder.log().contains("draining"));
      bed.server().restart();

      assertThat(recorder.awaitExit()).isZero();

      assertThat(bed.marker(POD).orElseThrow().state())
          .as(recorder.log())
          .isEqualTo(PodState.SEALED);
      bed.assertEvents("executor-1", last);
      assertThat(bed.uploadsUnderWay()).isZero();
    }
  }

  @Test
  void a_server_that_is_away_to_the_deadline_makes_the_executor_end_in_time_and_the_driver_say_so()
      throws Exception {
    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s").start();
        RecorderProcess executor = hurried(bed.executor("1")).start()) {
      await().atMost(DirectBed.PATIENCE).until(() -> bed.marker(POD).isPresent());
      bed.server().stop();
      Map<String, String> written = DirectBed.write(executor, 4, 1_000);
      long begin = System.nanoTime();
      assertThat(executor.drain()).isZero();
      assertThat((System.nanoTime() - begin) / 1_000_000_000)
          .as("the kubelet's SIGKILL would have come at 12 s")
          .isLessThan(12);

      assertThat(
              Contents.of(executor.spool()).entrySet().stream()
                  .filter(file -> written.containsValue(file.getValue()))
                  .count())
          .as("nothing has left the spool")
          .isGreaterThanOrEqualTo(written.size());
      bed.server().restart();
      assertThat(driver.drain()).isZero();

      ManifestPod pod = bed.manifest().orElseThrow().pods().getLast();
      assertThat(pod.state()).isIn(ManifestPodState.MISSING, ManifestPodState.PARTIAL);
      assertThat(pod.reason()).hasValueSatisfying(why -> assertThat(why).startsWith("no-marker"));
      assertThat(bed.manifest().orElseThrow().complete()).isFalse();
    }
  }

  @Test
  void what_the_server_did_not_take_in_time_is_in_the_marker_and_the_driver_completes_the_rest()
      throws Exception {
    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s").start();
        RecorderProcess executor = hurried(bed.executor("1")).start();
        RecordedJvm jvm = jvm(executor)) {
      bed.recordUntilUploaded(jvm, POD, 1);
      FaultProxy.Rule busy =
          bed.proxy().on(any -> any.isPart() || any.target().contains("stderr"), Fault.slowDown());
      jvm.emit(2_000);
      jvm.exitNormally();
      assertThat(executor.drain()).isZero();
      assertThat(bed.marker(POD).orElseThrow().state())
          .as(executor.log())
          .isEqualTo(PodState.PARTIAL);
      busy.end();

      assertThat(driver.drain()).isZero();

      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).isFalse();
      ManifestPod pod = manifest.pods().getLast();
      assertThat(pod.state()).isEqualTo(ManifestPodState.PARTIAL);
      assertThat(pod.files())
          .filteredOn(file -> file.file().name().endsWith(".jfr"))
          .singleElement()
          .satisfies(file -> assertThat(file.file().state()).isEqualTo(FileState.SALVAGED))
          .satisfies(file -> assertThat(file.key()).isPresent());
      assertThat(pod.files())
          .filteredOn(file -> file.file().name().startsWith("stderr"))
          .singleElement()
          .satisfies(file -> assertThat(file.missing()).isPresent());
      bed.assertManifestIsTrue();
      assertThat(bed.uploadsUnderWay()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "off"})
  void a_driver_that_is_killed_while_it_completes_what_another_left_does_it_once_more(
      String checksums) throws Exception {
    try (RecorderProcess driver =
            bed.driver()
                .with("RECORDER_EXECUTOR_GRACE", "1s")
                .with("RECORDER_S3_CHECKSUM", checksums)
                .start();
        RecorderProcess lost = bed.executor("1").with("RECORDER_S3_CHECKSUM", checksums).start();
        RecordedJvm jvm = jvm(lost)) {
      bed.recordUntilUploaded(jvm, POD, 2);
      lost.kill();
      jvm.kill();
      FaultProxy.Rule fatal =
          bed.proxy().on(HttpRequest::isComplete, 1, new Fault.Before(driver::kill));
      driver.sigterm();
      driver.awaitExit();
      fatal.end();

      driver.start();
      assertThat(driver.drain()).isZero();

      ManifestPod pod = bed.manifest().orElseThrow().pods().getLast();
      assertThat(pod.files())
          .filteredOn(file -> file.file().name().endsWith(".jfr"))
          .singleElement()
          .satisfies(file -> assertThat(file.key()).as(driver.log()).isPresent())
          .satisfies(file -> assertThat(file.file().state()).isEqualTo(FileState.SALVAGED));
      bed.assertManifestIsTrue();
      assertThat(bed.uploadsUnderWay()).isZero();
    }
  }

  @Test
  void a_driver_that_is_killed_remembers_executors_that_it_saw() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    try (RecorderProcess driver = bed.driver().start()) {
      try (RecorderProcess executor = bed.executor("1").start()) {
        expected.putAll(DriverBed.below("executor-1", DirectBed.write(executor, 3, 1_000)));
        executor.drain();
      }
      await()
          .atMost(DirectBed.PATIENCE)
          .until(() -> Files.exists(bed.object(".store/executors.journal")));
      driver.kill();
      driver.start();
      assertThat(driver.drain()).isZero();

      assertThat(bed.objects()).isEqualTo(expected);
      assertThat(bed.manifest().orElseThrow().complete()).as(driver.log()).isTrue();
    }
  }

  private static List<Path> chunks(Path repository) throws IOException {
    try (Stream<Path> files = Files.list(repository)) {
      return files.sorted().toList();
    }
  }

  private static Path newest(Path repository) throws IOException {
    return chunks(repository).getLast();
  }

  private static RecorderProcess hurried(RecorderProcess recorder) {
    return recorder
        .with("RECORDER_GRACE", "12s")
        .with("RECORDER_RESERVE", "5s")
        .with("RECORDER_S3_ATTEMPT_TIMEOUT", "1s");
  }

  private static RecordedJvm jvm(RecorderProcess recorder) throws IOException {
    return RecordedJvm.start(Jdks.find(25).orElseThrow(), recorder.spool());
  }
}
