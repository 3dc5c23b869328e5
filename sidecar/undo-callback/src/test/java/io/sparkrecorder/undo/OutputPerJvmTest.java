package io.sparkrecorder.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.sparkrecorder.testbed.RecordedJvm;
import io.sparkrecorder.testbed.UndoAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several JVMs with the same options in one spool, as the kernels of a notebook have them. */
class OutputPerJvmTest {
  private static final int BYTES = 100_000;

  @TempDir static Path tools;
  private static Path jar;

  @TempDir Path spool;
  @TempDir Path elsewhere;

  @BeforeAll
  static void build() throws IOException {
    jar = CallbackJar.in(tools);
  }

  @BeforeEach
  @AfterEach
  void forget() {
    System.clearProperty(OutputPerJvm.PROPERTY);
  }

  static Stream<Path> jdks() {
    return EveryEndOfAJvmTest.jdks();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void jvms_of_one_pod_keep_their_recordings_apart(Path jdk) throws Exception {
    UndoAgent agent = UndoAgent.build(tools, jdk).orElseGet(() -> abort(UndoAgent.NEEDS_COMPILER));
    List<Long> pids;
    try (RecordedJvm first = start(agent, jdk);
        RecordedJvm second = start(agent, jdk)) {
      pids = List.of(first.pid(), second.pid());
      assertThat(first.exitNormally()).isZero();
      assertThat(second.exitNormally()).isZero();
    }

    List<String> files = files();
    for (long pid : pids) {
      String pattern = "driver-pid-" + pid + "-\\d{8}T\\d{9}\\.undo";
      assertThat(files).filteredOn(file -> file.matches(pattern)).hasSize(1);
      assertThat(files).filteredOn(file -> file.matches(pattern + "\\.saved")).hasSize(1);
    }
    assertThat(files).hasSize(4);
    for (String file : files) {
      byte[] expected = file.endsWith(".saved") ? new byte[0] : UndoAgent.recording(BYTES);
      assertThat(spool.resolve(file)).hasBinaryContent(expected);
    }
  }

  @Test
  void name_that_the_user_set_stays() {
    System.setProperty(OutputPerJvm.PROPERTY, "/recordings/mine.undo");

    OutputPerJvm.premain("/recordings/driver");

    assertThat(System.getProperty(OutputPerJvm.PROPERTY)).isEqualTo("/recordings/mine.undo");
  }

  @Test
  void two_processes_of_one_id_have_two_names() throws Exception {
    assumeThat(Path.of("/proc/self")).exists();
    OutputPerJvm.premain("/recordings/driver");
    String first = System.clearProperty(OutputPerJvm.PROPERTY);
    long begun = System.currentTimeMillis();
    while (System.currentTimeMillis() == begun) {
      Thread.onSpinWait();
    }
    OutputPerJvm.premain("/recordings/driver");

    assertThat(System.getProperty(OutputPerJvm.PROPERTY))
        .startsWith("/recordings/driver-pid-" + ProcessHandle.current().pid() + "-")
        .isNotEqualTo(first);
  }

  private RecordedJvm start(UndoAgent agent, Path jdk) throws IOException {
    String agentpath =
        "-agentpath:%s=save_on=always,output=%s,save_callback_class=%s,save_callback_jar=%s"
            .formatted(
                agent.library(), spool.resolve("driver.undo"), SaveCallback.class.getName(), jar);
    String javaagent = "-javaagent:%s=%s".formatted(jar, spool.resolve("driver"));
    return RecordedJvm.start(
        jdk,
        spool,
        List.of("-Xmx64m", javaagent, agentpath),
        List.of(),
        UndoAgent.environment(BYTES, elsewhere.resolve("hold")));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(spool)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains(".undo"))
          .toList();
    }
  }
}
