package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.marker.PodState;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first signal starts the drain, and later ones do not end it. */
@Isolated("short graces: beside tests that start many processes they would end too soon")
class SignalsTest {
  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void second_signal_does_not_end_the_drain(String second) throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Contents.write(recorder.spool(), 3_000, 1_000);
      recorder.sigterm();
      await().until(() -> recorder.log().contains("draining"));
      recorder.signal(second);
      recorder.signal(second);

      assertThat(recorder.awaitExit()).isZero();

      assertThat(recorder.log()).contains("SIG" + second + " again: the drain continues");
      assertThat(recorder.marker().state()).isEqualTo(PodState.SEALED);
      assertThat(recorder.marker().files()).hasSize(3_000);
    }
  }

  @Test
  void sigint_drains_like_sigterm() throws Exception {
    try (RecorderProcess recorder = RecorderProcess.executor(root, "1").start()) {
      Contents.write(recorder.spool(), 10, 1_000);
      recorder.signal("INT");

      assertThat(recorder.awaitExit()).isZero();

      assertThat(recorder.marker().state()).isEqualTo(PodState.SEALED);
      assertThat(recorder.marker().files()).hasSize(10);
    }
  }

  @Test
  void bad_settings_are_logged_one_per_line_and_end_with_exit_code_0() throws Exception {
    try (RecorderProcess recorder =
        RecorderProcess.executor(root, "1")
            .with("RECORDER_GRACE", "soon")
            .with("RECORDER_SCAN_INTERVAL", "1d")
            .launch()) {
      assertThat(recorder.awaitExit()).isZero();
      assertThat(recorder.log())
          .contains("RECORDER_GRACE=soon: expected a duration such as 240s")
          .contains("RECORDER_SCAN_INTERVAL=1d: expected a duration such as 2s");
    }
  }
}
