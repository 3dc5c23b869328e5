package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.JfrTool;
import io.sparkrecorder.testbed.RecordedJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However a JVM ends, its recorder leaves one recording that holds every flushed event once. */
@Execution(ExecutionMode.CONCURRENT)
class EveryEndOfAJvmTest {
  @TempDir Path root;

  /** The ways in which a JVM may end, with the resulting state of its recording. */
  enum End {
    NORMAL(FileState.WHOLE) {
      @Override
      void bring(RecordedJvm jvm) throws Exception {
        assertThat(jvm.exitNormally()).isZero();
      }
    },
    SIGTERM(FileState.WHOLE) {
      @Override
      void bring(RecordedJvm jvm) {
        assertThat(jvm.terminate()).isEqualTo(RecordedJvm.TERMINATED);
      }
    },
    SIGKILL(FileState.SALVAGED) {
      @Override
      void bring(RecordedJvm jvm) {
        assertThat(jvm.kill()).isEqualTo(RecordedJvm.KILLED);
      }
    },
    OUT_OF_MEMORY(FileState.SALVAGED) {
      @Override
      void bring(RecordedJvm jvm) throws Exception {
        assertThat(jvm.outOfMemory()).isEqualTo(RecordedJvm.OUT_OF_MEMORY);
      }
    },
    CRASH(FileState.WHOLE) {
      @Override
      void bring(RecordedJvm jvm) throws Exception {
        assertThat(jvm.crash()).isEqualTo(RecordedJvm.ABORTED);
      }
    };

    private final FileState state;

    End(FileState state) {
      this.state = state;
    }

    abstract void bring(RecordedJvm jvm) throws Exception;
  }

  static Stream<Arguments> ends() {
    return Stream.of(17, 25)
        .flatMap(jdk -> Stream.of(End.values()).map(end -> Arguments.of(jdk, end)));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void every_flushed_event_is_in_the_store_once(int version, End end) throws Exception {
    Path jdk = jdk(version);
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start();
        RecordedJvm jvm = RecordedJvm.start(jdk, recorder.spool(), "-XX:+ExitOnOutOfMemoryError")) {
      jvm.emit(2_000);
      jvm.awaitFlushed();
      awaitChunksMovedOn(recorder, jvm);
      jvm.emit(2_000);
      long flushed = jvm.awaitFlushed();
      end.bring(jvm);

      assertThat(recorder.drain()).isZero();

      Marker marker = recorder.marker();
      assertThat(marker.state()).as(recorder.log()).isEqualTo(PodState.SEALED);
      List<RecordedFile> recordings =
          marker.files().stream()
              .filter(file -> file.format().equals("jfr") && file.state() != FileState.TORN)
              .toList();
      assertThat(recordings).singleElement().extracting(RecordedFile::state).isEqualTo(end.state);
      Path recording = recorder.folder().file(recordings.getFirst().name());
      List<Long> numbers = JfrTool.numbers(recording);
      assertThat(numbers)
          .as("every event once, up to the last flush")
          .containsExactlyElementsOf(LongStream.range(0, numbers.size()).boxed().toList())
          .hasSizeGreaterThan((int) flushed);
      for (int reader : new int[] {17, 25}) {
        Jdks.find(reader).ifPresent(home -> assertOpens(home, recording, numbers.size()));
      }
      assertThat(recorder.spool().resolve("recording.jfr"))
          .satisfiesAnyOf(
              left -> assertThat(left).doesNotExist(), left -> assertThat(left).isEmptyFile());
    }
  }

  /** Waits for the first chunk in the store, which shows that chunks move while the JVM runs. */
  private static void awaitChunksMovedOn(RecorderProcess recorder, RecordedJvm jvm) {
    await("a finished chunk reaches the store")
        .until(
            () -> {
              jvm.emit(2_000);
              return recorder.marker().files().stream().anyMatch(file -> file.bytes() > 0);
            });
    assertThat(jvm.repository()).isPresent();
  }

  private static void assertOpens(Path home, Path recording, int events) {
    try {
      JfrTool.Summary summary = new JfrTool(home).summary(recording);
      assertThat(summary.exitCode()).as(summary.output()).isZero();
      assertThat(summary.count(JfrTool.SEQ)).isEqualTo(events);
    } catch (Exception e) {
      throw new AssertionError(Files.exists(recording) ? "cannot be read" : "is not there", e);
    }
  }

  private static Path jdk(int version) {
    Assumptions.assumeTrue(
        Jdks.find(version).isPresent(), () -> "no JDK " + version + " is installed");
    return Jdks.find(version).orElseThrow();
  }
}
