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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a shared volume, kills and an absent S3 server neither lose nor duplicate anything. */
@Execution(ExecutionMode.CONCURRENT)
class DirectTroubleTest {
  private static final String POD = "executor-1.uid-executor-1";
  private static final String EARLY = "executor-1/early.undo";

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
  void recorder_killed_at_any_request_leaves_the_same_objects(int request) throws Exception {
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
        await("two parts reach the server, or the recorder was killed before")
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
            .as("the recording, the file, and the JVM's standard error")
            .hasSize(3)
            .containsKey("executor-1/early.undo");
        assertThat(bed.uploadsUnderWay()).as("parts that belong to nothing").isZero();
      }
    }
  }

  @Test
  void kill_before_the_response_to_create_leaves_no_upload_behind() throws Exception {
    try (RecorderProcess recorder = bed.executor("1").start();
        RecordedJvm jvm = jvm(recorder)) {
      FaultProxy.Rule fatal =
          bed.proxy().on(HttpRequest::isCreate, 1, new Fault.Before(recorder::kill));
      await("the recorder is killed")
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
  void recorder_that_lost_its_upload_journal_resumes_from_its_marker() throws Exception {
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

  @ParameterizedTest
  @ValueSource(ints = {5, 7, 8, 9, 10, 11, 13, 16})
  void recorder_killed_between_pieces_neither_duplicates_nor_loses_events(int request)
      throws Exception {
    try (RecorderProcess recorder = bed.executor("1").with("RECORDER_DIRECT_ROLL_SIZE", "5Mi")) {
      int[] seen = {0};
      FaultProxy.Rule fatal =
          bed.proxy()
              .on(
                  any -> !any.method().equals("GET") && ++seen[0] == request,
                  1,
                  new Fault.Before(recorder::kill));
      recorder.launch();
      try (RecordedJvm jvm = jvm(recorder)) {
        await("the recorder was killed")
            .atMost(DirectBed.PATIENCE)
            .pollInterval(DirectBed.POLL)
            .until(
                () -> {
                  jvm.emit(2_000);
                  return !recorder.runs();
                });
        fatal.end();

        recorder.start();
        long last = jvm.emit(2_000);
        jvm.exitNormally();
        assertThat(recorder.drain()).isZero();

        assertThat(bed.marker(POD).orElseThrow().state())
            .as(recorder.log())
            .isEqualTo(PodState.SEALED);
        bed.assertEventsOfPieces("executor-1", last);
        assertThat(bed.marker(POD).orElseThrow().files())
            .as("every object is in the marker: " + recorder.log())
            .hasSameSizeAs(bed.objects().keySet());
        assertThat(bed.uploadsUnderWay()).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "off"})
  void piece_that_the_server_completes_after_the_restart_is_one_object(String checksum)
      throws Exception {
    CountDownLatch sentAnew = new CountDownLatch(1);
    try (RecorderProcess recorder =
        bed.executor("1")
            .with("RECORDER_DIRECT_ROLL_SIZE", "5Mi")
            .with("RECORDER_S3_CHECKSUM", checksum)) {
      bed.proxy()
          .on(
              request -> request.isComplete() && isFirstPiece(request),
              1,
              new Fault.Before(
                  () -> {
                    recorder.kill();
                    awaitQuietly(sentAnew);
                  }));
      recorder.launch();
      try (RecordedJvm jvm = jvm(recorder)) {
        await("the recorder is killed while it completes a piece")
            .atMost(DirectBed.PATIENCE)
            .pollInterval(DirectBed.POLL)
            .until(
                () -> {
                  jvm.emit(2_000);
                  return !recorder.runs();
                });
        bed.proxy()
            .on(
                request ->
                    request.method().equals("GET")
                        && request.target().contains("uploadId=")
                        && isFirstPiece(request),
                1,
                new Fault.Answer(404, "NoSuchUpload", "The upload does not exist."));
        FaultProxy.Rule again =
            bed.proxy()
                .on(
                    request ->
                        (request.isCreate() || request.isPutObject()) && isFirstPiece(request),
                    1,
                    new Fault.Before(
                        () -> {
                          sentAnew.countDown();
                          await()
                              .atMost(DirectBed.PATIENCE)
                              .until(() -> !bed.pieces("executor-1").isEmpty());
                        }));

        recorder.start();
        long last = jvm.emit(2_000);
        jvm.exitNormally();
        assertThat(recorder.drain()).isZero();

        assertThat(again.hits()).as("the piece is sent anew: " + recorder.log()).isEqualTo(1);
        bed.assertEventsOfPieces("executor-1", last);
        assertThat(bed.marker(POD).orElseThrow().files())
            .as("every object is in the marker")
            .hasSameSizeAs(bed.objects().keySet());
        assertThat(bed.uploadsUnderWay()).isZero();
      }
    }
  }

  /** Tells whether the request is about the first piece of a recording in the JVM's repository. */
  private static boolean isFirstPiece(HttpRequest request) {
    return request.target().matches(".*/\\d[\\d_]*\\.jfr(\\?.*)?");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void upload_aborted_by_a_lifecycle_rule_loses_no_event() throws Exception {
    try (RecorderProcess recorder = bed.executor("1").start();
        RecordedJvm jvm = jvm(recorder)) {
      bed.recordUntilUploaded(jvm, POD, 2);
      Path open = newest(jvm.repository().orElseThrow());
      assertThat(bed.abortUploads()).isEqualTo(1);
      List<Path> old =
          chunks(jvm.repository().orElseThrow()).stream()
              .filter(chunk -> chunk.compareTo(open) < 0)
              .toList();
      await("the spool has all old chunks")
          .atMost(DirectBed.PATIENCE)
          .until(() -> DirectBed.spooled(recorder, ".jfr") >= bytes(old));
      // The JVM's own limit removes old chunks, so the recorder holds the only copies.
      for (Path chunk : old) {
        Files.delete(chunk);
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
  void upload_aborted_before_the_drain_is_repeated_from_the_spool() throws Exception {
    sentFromTheSpoolAfter(() -> assertThat(bed.abortUploads()).isEqualTo(1));
    assertThat(bed.uploadsUnderWay()).isZero();
  }

  @Test
  void upload_half_aborted_before_the_drain_is_repeated_from_the_spool() throws Exception {
    sentFromTheSpoolAfter(bed::halfAbortUploads);
  }

  private void sentFromTheSpoolAfter(Runnable abort) throws Exception {
    try (RecorderProcess recorder = bed.executor("1").start();
        RecordedJvm jvm = jvm(recorder)) {
      bed.recordUntilUploaded(jvm, POD, 2);
      long last = jvm.emit(100);
      jvm.exitNormally();
      abort.run();

      assertThat(recorder.drain()).isZero();

      assertThat(bed.marker(POD).orElseThrow().state())
          .as(recorder.log())
          .isEqualTo(PodState.SEALED);
      bed.assertEvents("executor-1", last);
    }
  }

  @Test
  void piece_that_was_sent_as_one_file_before_a_kill_is_one_object() throws Exception {
    FaultProxy.Rule equal = bed.wantEqualParts();
    try (RecorderProcess recorder = bed.executor("1").with("RECORDER_DIRECT_ROLL_SIZE", "12Mi")) {
      bed.proxy()
          .on(
              request ->
                  request.method().equals("HEAD")
                      && equal.hits() > 0
                      && bed.pieces("executor-1").stream().anyMatch(request.target()::endsWith),
              1,
              new Fault.Before(recorder::kill));
      recorder.launch();
      try (RecordedJvm jvm = jvm(recorder)) {
        await("the recorder is killed before it knows that a piece is whole")
            .atMost(DirectBed.PATIENCE)
            .pollInterval(DirectBed.POLL)
            .until(
                () -> {
                  jvm.emit(2_000);
                  return !recorder.runs();
                });

        equal.end();

        recorder.start();
        long last = jvm.emit(2_000);
        jvm.exitNormally();
        assertThat(recorder.drain()).isZero();

        bed.assertEventsOfPieces("executor-1", last);
        assertThat(bed.marker(POD).orElseThrow().files())
            .as("every object is in the marker: " + recorder.log())
            .hasSameSizeAs(bed.objects().keySet());
        assertThat(bed.uploadsUnderWay()).isZero();
      }
    }
  }

  @Test
  void server_that_requires_equal_parts_gets_every_event_once() throws Exception {
    FaultProxy.Rule equal = bed.wantEqualParts();
    try (RecorderProcess recorder =
            bed.executor("1").with("RECORDER_DIRECT_ROLL_SIZE", "12Mi").start();
        RecordedJvm jvm = jvm(recorder)) {
      await("a second piece reaches S3 after the refusal")
          .atMost(DirectBed.PATIENCE)
          .pollInterval(DirectBed.POLL)
          .until(
              () -> {
                jvm.emit(2_000);
                return equal.hits() > 0 && bed.pieces("executor-1").size() >= 2;
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
  void server_that_comes_back_gets_everything_recorded_meanwhile() throws Exception {
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
  void executor_without_a_server_ends_in_time_and_the_driver_reports_it() throws Exception {
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
  void driver_completes_the_uploads_that_the_marker_calls_unfinished() throws Exception {
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
  void driver_killed_while_completing_another_pods_uploads_repeats_it(String checksums)
      throws Exception {
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
  void restarted_driver_remembers_the_executors_that_it_saw() throws Exception {
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
      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).as("%s%n%s", manifest, driver.log()).isTrue();
    }
  }

  @Test
  void object_named_in_no_marker_is_in_the_manifest() throws Exception {
    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s").start();
        RecorderProcess lost = bed.executor("1").start()) {
      await().atMost(DirectBed.PATIENCE).until(() -> bed.marker(POD).isPresent());
      FaultProxy.Rule unmarked = bed.proxy().on(DirectTroubleTest::isMarker, Fault.slowDown());
      writeEarly(lost);
      await().atMost(DirectBed.PATIENCE).until(() -> bed.objects().containsKey(EARLY));
      lost.kill();
      unmarked.end();
      assertThat(bed.marker(POD).orElseThrow().files()).as("files in the marker").isEmpty();

      assertThat(driver.drain()).isZero();

      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).as(driver.log()).isFalse();
      assertThat(manifest.pods().getLast().files())
          .filteredOn(file -> file.file().name().equals("early.undo"))
          .singleElement()
          .satisfies(file -> assertThat(file.key()).isPresent())
          .satisfies(file -> assertThat(file.file().state()).isEqualTo(FileState.UNVERIFIED));
      bed.assertManifestIsTrue();
    }
  }

  @Test
  void object_that_the_marker_lists_only_as_a_file_is_not_missing() throws Exception {
    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s").start();
        RecorderProcess lost = bed.executor("1").start()) {
      FaultProxy.Rule unsent =
          bed.proxy().on(any -> any.target().contains("early.undo"), Fault.slowDown());
      writeEarly(lost);
      await("the marker lists the file")
          .atMost(DirectBed.PATIENCE)
          .until(() -> bed.marker(POD).filter(it -> !it.files().isEmpty()).isPresent());
      FaultProxy.Rule unmarked = bed.proxy().on(DirectTroubleTest::isMarker, Fault.slowDown());
      unsent.end();
      await().atMost(DirectBed.PATIENCE).until(() -> bed.objects().containsKey(EARLY));
      lost.kill();
      unmarked.end();
      assertThat(bed.marker(POD).orElseThrow().objects()).as("objects in the marker").isEmpty();

      assertThat(driver.drain()).isZero();

      assertThat(bed.manifest().orElseThrow().pods().getLast().files())
          .as(driver.log())
          .singleElement()
          .satisfies(file -> assertThat(file.key()).isPresent())
          .satisfies(file -> assertThat(file.missing()).isEmpty());
      bed.assertManifestIsTrue();
    }
  }

  @Test
  void driver_whose_last_marker_is_refused_finds_its_own_objects() throws Exception {
    try (RecorderProcess driver = hurried(bed.driver()).with("RECORDER_EXECUTOR_GRACE", "1s")) {
      driver.start();
      await().atMost(DirectBed.PATIENCE).until(() -> bed.marker("driver.uid-driver").isPresent());
      bed.proxy().on(DirectTroubleTest::isMarker, Fault.accessDenied());
      Map<String, String> written = DirectBed.write(driver, 3, 1_000);

      assertThat(driver.drain()).isZero();

      assertThat(bed.objects()).isEqualTo(DriverBed.below("driver", written));
      assertThat(bed.manifest().orElseThrow().pods())
          .as(driver.log())
          .singleElement()
          .satisfies(
              pod ->
                  assertThat(pod.files())
                      .hasSize(3)
                      .allSatisfy(file -> assertThat(file.key()).isPresent()));
      bed.assertManifestIsTrue();
    }
  }

  @Test
  void marker_that_names_an_object_of_another_pod_does_not_get_it() throws Exception {
    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s");
        RecorderProcess good = bed.executor("1").start();
        RecorderProcess bad = bed.executor("2").start()) {
      writeEarly(good);
      writeEarly(bad);
      assertThat(good.drain()).isZero();
      assertThat(bad.drain()).isZero();
      String own = "executor-2/early.undo";
      Path marker = bed.object(".store/executor-2.uid-executor-2/marker.json");
      String json = Files.readString(marker);
      assertThat(json).contains(own);
      bed.put(".store/executor-2.uid-executor-2/marker.json", json.replace(own, EARLY));
      // A driver that already runs may have read the intact marker, and would rightly use it.
      driver.start();

      assertThat(driver.drain()).isZero();

      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).as(driver.log()).isFalse();
      assertThat(pod(manifest, "executor-1").files())
          .singleElement()
          .satisfies(file -> assertThat(file.key().orElseThrow()).endsWith(EARLY));
      assertThat(pod(manifest, "executor-2").files())
          .allSatisfy(file -> assertThat(file.key().orElse("")).doesNotEndWith(EARLY));
      bed.assertManifestIsTrue();
    }
  }

  /** The job's code runs as the same user and can write where the recorder keeps its notes. */
  @ParameterizedTest
  @ValueSource(strings = {"mkfifo %s", "ln -s ../victim %s", "mkdir %s"})
  void odd_file_in_place_of_a_note_stops_no_upload(String command) throws Exception {
    RecorderProcess executor = bed.executor("1");
    Path folder = executor.spool().resolve(".recorder").resolve(POD);
    Files.createDirectories(folder);
    Path victim = Files.writeString(folder.resolve("../victim"), "not to be written to");
    String shell = command.formatted(folder.resolve(".executor-1.owner"));
    assertThat(new ProcessBuilder("sh", "-c", shell).start().waitFor()).isZero();
    try (executor) {
      executor.start();
      writeEarly(executor);

      assertThat(executor.drain()).isZero();

      assertThat(Files.readString(victim)).isEqualTo("not to be written to");
      if (!command.startsWith("mkdir")) {
        assertThat(bed.objects()).as(executor.log()).containsKey(EARLY);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no json", "nested", "huge", "other pod", "other app", "exit code"})
  void odd_marker_in_the_bucket_stays_with_its_pod(String kind) throws Exception {
    try (RecorderProcess driver = bed.driver().with("RECORDER_EXECUTOR_GRACE", "1s").start();
        RecorderProcess good = bed.executor("1").start();
        RecorderProcess lost = bed.executor("3").start();
        RecordedJvm jvm = jvm(lost)) {
      writeEarly(good);
      assertThat(good.drain()).isZero();
      bed.recordUntilUploaded(jvm, "executor-3.uid-executor-3", 1);
      lost.kill();
      jvm.kill();
      String json = Files.readString(bed.object(".store/" + POD + "/marker.json"));
      bed.put(".store/executor-2.uid-2/marker.json", odd(kind, json));

      assertThat(driver.drain()).isZero();

      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).as(driver.log()).isFalse();
      assertThat(pod(manifest, "executor-1").state()).isEqualTo(ManifestPodState.SEALED);
      assertThat(pod(manifest, "executor-1").files())
          .singleElement()
          .satisfies(file -> assertThat(file.key().orElseThrow()).endsWith(EARLY));
      assertThat(pod(manifest, "executor-2").files()).isEmpty();
      assertThat(pod(manifest, "executor-3").files())
          .filteredOn(file -> file.file().format().equals("jfr"))
          .singleElement()
          .satisfies(file -> assertThat(file.key()).as("salvaged beside it").isPresent());
      bed.assertManifestIsTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"marker.json", "no pod/marker.json", "executor-1/a/marker.json"})
  void object_beside_the_pod_markers_hides_no_pod(String name) throws Exception {
    bed.put(".store/" + name, "{}");
    try (RecorderProcess driver = bed.driver().start();
        RecorderProcess good = bed.executor("1").start()) {
      writeEarly(good);
      assertThat(good.drain()).isZero();

      assertThat(driver.drain()).isZero();

      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.pods())
          .as(driver.log())
          .extracting(pod -> pod.pod().label())
          .containsExactly("driver", "executor-1");
      assertThat(manifest.complete()).as("%s%n%s", manifest, driver.log()).isTrue();
    }
  }

  @Test
  void unreadable_shared_journal_is_a_reason_in_the_manifest() throws Exception {
    bed.proxy()
        .on(
            any -> any.method().equals("GET") && any.target().contains("executors.journal"),
            Fault.accessDenied());
    try (RecorderProcess driver = bed.driver().start();
        RecorderProcess good = bed.executor("1").start()) {
      writeEarly(good);
      assertThat(good.drain()).isZero();

      assertThat(driver.drain()).isZero();

      Manifest manifest = bed.manifest().orElseThrow();
      assertThat(manifest.complete()).as(driver.log()).isFalse();
      assertThat(manifest.reason())
          .hasValueSatisfying(
              why ->
                  assertThat(why)
                      .startsWith("unreadable: the journal of executors: ")
                      .contains("executors.journal"));
    }
  }

  private static String odd(String kind, String good) {
    String its = good.replace("executor-1", "executor-2").replace("uid-executor-2", "2");
    return switch (kind) {
      case "no json" -> "{\"version\": 1,";
      case "nested" -> "{\"files\": " + "[".repeat(100_000);
      case "huge" -> " ".repeat(40 << 20) + its;
      case "other pod" -> good;
      case "other app" -> its.replace("spark-app-1", "spark-app-2");
      default -> its.replaceFirst("\\{", "{\"exitCode\": 99999999999,");
    };
  }

  @Test
  void upload_with_a_lost_response_to_create_is_aborted() throws Exception {
    FaultProxy.Rule lost = bed.proxy().on(HttpRequest::isCreate, 1, new Fault.LoseAnswer());
    try (RecorderProcess recorder = bed.executor("1").start();
        RecordedJvm jvm = jvm(recorder)) {
      bed.recordUntilUploaded(jvm, POD, 1);
      assertThat(bed.uploadsUnderWay()).isEqualTo(2);
      long last = jvm.emit(100);
      jvm.exitNormally();

      assertThat(recorder.drain()).isZero();

      assertThat(lost.hits()).isEqualTo(1);
      bed.assertEventsOfPieces("executor-1", last);
      assertThat(bed.uploadsUnderWay()).as(recorder.log()).isZero();
    }
  }

  private static boolean isMarker(HttpRequest request) {
    return request.method().equals("PUT") && request.target().contains("marker.json");
  }

  /** Writes a file with its agent's callback, so that it is uploaded at once. */
  private static void writeEarly(RecorderProcess recorder) throws IOException {
    Files.writeString(recorder.spool().resolve("early.undo"), "moved in time");
    Files.createFile(recorder.spool().resolve("early.undo.saved"));
  }

  private static ManifestPod pod(Manifest manifest, String part) {
    return manifest.pods().stream()
        .filter(pod -> pod.pod().label().equals(part))
        .findFirst()
        .orElseThrow();
  }

  private static List<Path> chunks(Path repository) throws IOException {
    try (Stream<Path> files = Files.list(repository)) {
      return files.sorted().toList();
    }
  }

  private static Path newest(Path repository) throws IOException {
    return chunks(repository).getLast();
  }

  private static long bytes(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
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
