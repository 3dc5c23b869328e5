package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.PodState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A SIGTERM that arrives while the recorder starts leads to a drain, like any other. */
@EnabledOnOs(OS.LINUX)
@Isolated("short graces: beside tests that start many processes they would end too soon")
class EarlySignalTest {
  private static final int SIGUSR1 = 10;
  private static final int SIGTERM = 15;

  /** A recorder that missed the signal would run until killed. */
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path root;
  private Launcher launcher;

  @BeforeEach
  void image() throws IOException {
    launcher = Launcher.of(root);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 60, 120, 200, 300, 500, 800, 1500})
  void sigterm_while_the_jvm_starts_drains(int milliseconds) throws Exception {
    try (RecorderProcess recorder = crashed().by(launcher).launch()) {
      pause(recorder.process(), milliseconds);
      recorder.sigterm();

      assertDrained(recorder);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 60, 120, 200, 300, 500, 800, 1500})
  void sigterm_to_pid_1_while_the_jvm_starts_drains(int milliseconds) throws Exception {
    String[] namespace = PidNamespace.command().toArray(String[]::new);
    try (RecorderProcess recorder = crashed().by(launcher, namespace).launch()) {
      ProcessHandle first = PidNamespace.first(recorder.process());
      pause(first, milliseconds);
      first.destroy();

      assertDrained(recorder);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "HUP"})
  void launcher_passes_other_signals_on_as_sigterm(String signal) throws Exception {
    try (RecorderProcess recorder = crashed().by(launcher).launch()) {
      pause(recorder.process(), 100);
      recorder.signal(signal);

      assertDrained(recorder);
    }
  }

  @Test
  void further_signals_through_the_launcher_do_not_end_the_drain() throws Exception {
    try (RecorderProcess recorder = crashed().by(launcher)) {
      Contents.write(recorder.spool(), 3_000, 1_000);
      recorder.launch();
      pause(recorder.process(), 50);
      recorder.sigterm();
      pause(recorder.process(), 50);
      recorder.sigterm();
      await().atMost(SOON).until(() -> recorder.log().contains("draining"));
      recorder.sigterm();
      recorder.signal("INT");

      assertThat(recorder.awaitExit()).isZero();

      assertThat(recorder.log()).contains("SIGTERM again: the drain continues");
      assertThat(recorder.marker().state()).isEqualTo(PodState.SEALED);
      assertThat(recorder.marker().files()).hasSize(3_001);
    }
  }

  @Test
  void sigterm_right_after_the_handlers_are_set_drains_without_launcher() throws Exception {
    try (RecorderProcess recorder = crashed().launch()) {
      awaitCaught(recorder.process(), SIGUSR1);
      recorder.sigterm();

      assertDrained(recorder);
    }
  }

  @Test
  void launcher_returns_the_exit_code_of_a_killed_jvm() throws Exception {
    try (RecorderProcess recorder = crashed().by(launcher).start()) {
      recorder.process().children().findFirst().orElseThrow().destroyForcibly();

      assertThat(recorder.awaitExit()).isEqualTo(137);
    }
  }

  private RecorderProcess crashed() throws IOException {
    RecorderProcess recorder = RecorderProcess.executor(root, "1");
    Files.writeString(recorder.spool().resolve("hs_err_pid1.log"), "#\n# A fatal error");
    return recorder;
  }

  private static void assertDrained(RecorderProcess recorder) throws Exception {
    await("the recorder ends").atMost(SOON).until(() -> !recorder.runs());
    assertThat(recorder.awaitExit()).as(recorder.log()).isZero();
    assertThat(recorder.marker().state()).isEqualTo(PodState.SEALED);
    assertThat(recorder.folder().file("hs_err_pid1.log")).hasContent("#\n# A fatal error");
  }

  /** Waits for the launcher's first line, printed once it catches SIGTERM, and then this long. */
  private static void pause(ProcessHandle launcher, int milliseconds) {
    awaitCaught(launcher, SIGTERM);
    long end = System.nanoTime() + Duration.ofMillis(milliseconds).toNanos();
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> System.nanoTime() >= end);
  }

  private static void awaitCaught(ProcessHandle process, int signal) {
    await().pollInterval(Duration.ofMillis(1)).until(() -> catches(process, signal));
  }

  private static boolean catches(ProcessHandle process, int signal) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigCgt:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .anyMatch(mask -> (mask >> (signal - 1) & 1) == 1);
  }
}
