package io.sparkrecorder.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.sparkrecorder.testbed.Jdks;
import io.sparkrecorder.testbed.RecordedJvm;
import io.sparkrecorder.testbed.UndoAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@code .saved} file appears exactly when the recording is whole, in real JVMs. */
class EveryEndOfAJvmTest {
  private static final int BYTES = 1_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path tools;
  private static UndoAgent agent;
  private static Path jar;

  @TempDir Path spool;
  @TempDir Path elsewhere;
  private Path recording;
  private Path saved;
  private Path hold;

  /** Ends at which a JVM runs its agents' last code, with the exit codes. */
  enum End {
    RETURN_FROM_MAIN(0) {
      @Override
      int bring(RecordedJvm jvm) throws IOException {
        return jvm.exitNormally();
      }
    },
    SYSTEM_EXIT(7) {
      @Override
      int bring(RecordedJvm jvm) throws IOException {
        return jvm.exitBy(7);
      }
    },
    SIGTERM(RecordedJvm.TERMINATED) {
      @Override
      int bring(RecordedJvm jvm) {
        return jvm.terminate();
      }
    };

    private final int exitCode;

    End(int exitCode) {
      this.exitCode = exitCode;
    }

    abstract int bring(RecordedJvm jvm) throws IOException;
  }

  @BeforeAll
  static void build() throws IOException {
    Path jdk = Jdks.find(Runtime.version().feature()).orElseThrow();
    agent = UndoAgent.build(tools, jdk).orElseGet(() -> abort(UndoAgent.NEEDS_COMPILER));
    jar = UndoAgent.jarOf(SaveCallback.class, tools.resolve("undo-callback.jar"));
  }

  @BeforeEach
  void names() {
    recording = spool.resolve("driver.undo");
    saved = spool.resolve("driver.undo.saved");
    hold = elsewhere.resolve("hold");
  }

  static Stream<Path> jdks() {
    return Stream.of(11, 17, 21, 25).flatMap(version -> Jdks.find(version).stream());
  }

  static Stream<Arguments> ends() {
    return jdks().flatMap(jdk -> Stream.of(End.values()).map(end -> Arguments.of(jdk, end)));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void jvm_that_ends_by_itself_leaves_a_whole_recording_and_says_so(Path jdk, End end)
      throws Exception {
    try (RecordedJvm jvm = start(jdk)) {
      assertThat(spool).isDirectoryNotContaining("glob:**.undo*");

      assertThat(end.bring(jvm)).isEqualTo(end.exitCode);
    }

    assertThat(recording).hasBinaryContent(UndoAgent.recording(BYTES));
    assertThat(saved).isEmptyFile();
    assertThat(Files.getLastModifiedTime(saved))
        .isGreaterThanOrEqualTo(Files.getLastModifiedTime(recording));
    assertThat(spool.resolve("stderr.txt")).isEmptyFile();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void recording_that_is_being_saved_is_not_called_saved(Path jdk) throws Exception {
    Files.createFile(hold);
    try (RecordedJvm jvm = start(jdk)) {
      jvm.beginExit();
      awaitHalf();

      assertThat(saved).doesNotExist();

      Files.delete(hold);
      assertThat(jvm.awaitEnd()).isZero();
    }
    assertThat(saved).isEmptyFile();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void jvm_killed_while_its_agent_saves_leaves_half_and_does_not_call_it_saved(Path jdk)
      throws Exception {
    Files.createFile(hold);
    try (RecordedJvm jvm = start(jdk)) {
      jvm.beginExit();
      awaitHalf();

      assertThat(jvm.kill()).isEqualTo(RecordedJvm.KILLED);
    }

    assertThat(recording).hasBinaryContent(Arrays.copyOf(UndoAgent.recording(BYTES), BYTES / 2));
    assertThat(saved).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void jvm_killed_while_it_works_leaves_neither_file(Path jdk) throws Exception {
    try (RecordedJvm jvm = start(jdk)) {
      assertThat(jvm.kill()).isEqualTo(RecordedJvm.KILLED);
    }

    assertThat(recording).doesNotExist();
    assertThat(saved).doesNotExist();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void saved_file_that_cannot_be_written_costs_one_line_and_no_exit_code(Path jdk)
      throws Exception {
    Files.createFile(Files.createDirectory(saved).resolve("in-the-way"));
    try (RecordedJvm jvm = start(jdk)) {
      assertThat(jvm.exitNormally()).isZero();
    }

    assertThat(recording).hasBinaryContent(UndoAgent.recording(BYTES));
    assertThat(Files.readAllLines(spool.resolve("stderr.txt")))
        .singleElement()
        .asString()
        .contains("driver.undo.saved was not written");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void name_without_a_folder_is_in_the_working_directory(Path jdk) throws Exception {
    try (RecordedJvm jvm = start(jdk, "-Dio.undo.output=renamed.undo")) {
      assertThat(jvm.exitNormally()).isZero();
    }

    assertThat(spool.resolve("renamed.undo")).hasBinaryContent(UndoAgent.recording(BYTES));
    assertThat(spool.resolve("renamed.undo.saved")).isEmptyFile();
    assertThat(recording).doesNotExist();
  }

  private RecordedJvm start(Path jdk, String... options) throws IOException {
    String agentpath =
        "-agentpath:%s=save_on=always,output=%s,save_callback_class=%s,save_callback_jar=%s"
            .formatted(agent.library(), recording, SaveCallback.class.getName(), jar);
    List<String> all = Stream.concat(Stream.of("-Xmx64m", agentpath), Stream.of(options)).toList();
    return RecordedJvm.start(jdk, spool, all, List.of(), UndoAgent.environment(BYTES, hold));
  }

  private void awaitHalf() {
    await("half of the recording is written")
        .atMost(PATIENCE)
        .until(() -> recording.toFile().length() == BYTES / 2);
  }
}
