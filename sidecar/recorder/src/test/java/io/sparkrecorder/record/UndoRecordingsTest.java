package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.SkippedFile;
import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.RecordedJvm;
import io.sparkrecorder.testbed.UndoAgent;
import io.sparkrecorder.undo.SaveCallback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole chain of {@code agent.type: undo}: the chart's JVM options, a real JVM with a stand-in
 * for Undo's agent, the project's callback, real recorders, and the manifest in S3.
 */
class UndoRecordingsTest {
  /** Above the 5 MiB of a part, so that the recording is several parts. */
  private static final int BYTES = 11_000_000;

  private static final String NAME = "executor-1.undo";

  @TempDir static Path tools;
  private static UndoAgent agent;
  private static Path jar;

  @TempDir Path root;
  private Path hold;

  /** How executors hand their recordings on. */
  enum Transport {
    SHARED_VOLUME {
      @Override
      Bed open(Path root) throws IOException {
        DriverBed bed = new DriverBed(root);
        return new Bed(
            bed.driver(), RecorderProcess.executor(root, "1"), bed::manifest, bed::close);
      }
    },
    DIRECT {
      @Override
      Bed open(Path root) throws IOException {
        DirectBed bed = new DirectBed(root);
        return new Bed(bed.driver(), bed.executor("1"), bed::manifest, bed::close);
      }
    };

    abstract Bed open(Path root) throws IOException;
  }

  /** Gives the manifest in S3. */
  interface Manifests {
    Optional<Manifest> read() throws IOException;
  }

  /**
   * A driver and an executor with their recorders.
   *
   * @param server stops the S3 server
   */
  record Bed(RecorderProcess driver, RecorderProcess executor, Manifests manifests, Runnable server)
      implements AutoCloseable {
    Path spool() {
      return executor.spool();
    }

    Bed start() throws IOException {
      driver.start();
      executor.with("RECORDER_COMPLETENESS", "*.undo=saved-file").start();
      return this;
    }

    /** Drains both, and gives the executor's entry in the manifest. */
    ManifestPod drain() throws IOException {
      assertThat(executor.drain()).isZero();
      assertThat(driver.drain()).isZero();
      Manifest manifest = manifests.read().orElseThrow();
      assertThat(manifest.complete()).as(driver.log()).isTrue();
      return manifest.pods().stream()
          .filter(pod -> pod.pod().label().equals("executor-1"))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public void close() {
      executor.close();
      driver.close();
      server.run();
    }
  }

  /** Ends at which Undo saves its recording. */
  enum End {
    RETURN_FROM_MAIN {
      @Override
      void bring(RecordedJvm jvm) throws IOException {
        assertThat(jvm.exitNormally()).isZero();
      }
    },
    SYSTEM_EXIT {
      @Override
      void bring(RecordedJvm jvm) throws IOException {
        assertThat(jvm.exitBy(1)).isEqualTo(1);
      }
    },
    SIGTERM {
      @Override
      void bring(RecordedJvm jvm) {
        assertThat(jvm.terminate()).isEqualTo(RecordedJvm.TERMINATED);
      }
    };

    abstract void bring(RecordedJvm jvm) throws IOException;
  }

  @BeforeAll
  static void build() throws IOException {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"),
        "the JVM options of Undo's agent are for x86_64");
    agent = UndoAgent.build(tools, home(25)).orElseGet(() -> abort(UndoAgent.NEEDS_COMPILER));
    jar = UndoAgent.jarOf(SaveCallback.class, tools.resolve("undo-callback.jar"));
  }

  @BeforeEach
  void name() {
    hold = root.resolve("hold");
  }

  static Stream<Arguments> ends() {
    return Stream.of(Transport.values())
        .flatMap(by -> Stream.of(End.values()).map(end -> Arguments.of(by, end)));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void recording_of_a_jvm_that_ended_by_itself_is_whole(Transport transport, End end)
      throws Exception {
    try (Bed bed = transport.open(root).start();
        RecordedJvm jvm = start(bed, 17)) {
      end.bring(jvm);

      ManifestPod pod = bed.drain();

      assertThat(judged(pod)).containsEntry(NAME, "WHOLE");
      assertThat(object(pod)).hasBinaryContent(UndoAgent.recording(BYTES));
      assertThat(pod.skipped()).extracting(SkippedFile::name).containsExactly(NAME + ".saved");
    }
  }

  @ParameterizedTest
  @EnumSource
  void recording_of_a_jvm_killed_while_its_agent_saved_is_torn(Transport transport)
      throws Exception {
    Files.createFile(hold);
    try (Bed bed = transport.open(root).start();
        RecordedJvm jvm = start(bed, 17)) {
      jvm.beginExit();
      await("half of the recording is written")
          .until(() -> bed.spool().resolve(NAME).toFile().length() == BYTES / 2);
      assertThat(jvm.kill()).isEqualTo(RecordedJvm.KILLED);

      ManifestPod pod = bed.drain();

      assertThat(judged(pod)).containsEntry(NAME, "TORN its agent did not say that it saved it");
      assertThat(object(pod))
          .hasBinaryContent(Arrays.copyOf(UndoAgent.recording(BYTES), BYTES / 2));
    }
  }

  @Test
  void recording_saved_by_jdk_25_moves_on_before_the_drain() throws Exception {
    try (Bed bed = Transport.SHARED_VOLUME.open(root).start();
        RecordedJvm jvm = start(bed, 25)) {
      assertThat(jvm.exitNormally()).isZero();

      await("the saved recording is in the store")
          .until(() -> Files.exists(bed.executor().folder().file(NAME)));

      assertThat(bed.executor().runs()).isTrue();
      assertThat(judged(bed.drain())).containsEntry(NAME, "WHOLE");
    }
  }

  @Test
  void jvm_killed_while_it_works_leaves_no_recording_of_undo() throws Exception {
    try (Bed bed = Transport.SHARED_VOLUME.open(root).start();
        RecordedJvm jvm = start(bed, 17)) {
      assertThat(jvm.kill()).isEqualTo(RecordedJvm.KILLED);

      assertThat(judged(bed.drain())).doesNotContainKey(NAME);
    }
  }

  @Test
  void empty_recording_is_torn_even_if_its_agent_saved_it() throws Exception {
    try (Bed bed = Transport.SHARED_VOLUME.open(root).start()) {
      SaveCallback.recordingSaved(Files.createFile(bed.spool().resolve(NAME)).toString());

      assertThat(judged(bed.drain())).isEqualTo(Map.of(NAME, "TORN it is empty"));
    }
  }

  private RecordedJvm start(Bed bed, int version) throws Exception {
    List<String> options =
        ChartOptions.executor(
            "1",
            bed.spool(),
            "agent.type=undo",
            "agent.undo.library=" + agent.library(),
            "agent.undo.callbackJar=" + jar);
    return RecordedJvm.start(
        home(version), bed.spool(), options, List.of(), UndoAgent.environment(BYTES, hold));
  }

  private static Path home(int version) {
    return Jdks.find(version).orElseGet(() -> abort("JDK " + version + " is not installed"));
  }

  /** To the S3 server an object is a file. */
  private Path object(ManifestPod pod) {
    String key =
        pod.files().stream()
            .filter(file -> file.file().name().equals(NAME))
            .findFirst()
            .flatMap(ManifestFile::key)
            .orElseThrow();
    return root.resolve("s3").resolve(RecorderProcess.BUCKET).resolve(key);
  }

  /** State and note by name, without the file that holds the standard error of the JVM. */
  private static Map<String, String> judged(ManifestPod pod) {
    return pod.files().stream()
        .map(ManifestFile::file)
        .filter(file -> !file.name().equals("stderr.txt"))
        .collect(
            Collectors.toMap(
                file -> file.name(),
                file -> file.state() + file.note().map(note -> " " + note).orElse("")));
  }
}
