package io.sparkrecorder.report.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.report.application.AppFile;
import io.sparkrecorder.report.application.AppPod;
import io.sparkrecorder.report.application.FileState;
import io.sparkrecorder.report.eventlog.EventLog;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndedTest {
  private static final Ended CLOSED = new Ended("closed", "its JVM closed its recording");

  @Test
  void whole_recordings_without_an_exit_code_are_closed() {
    assertThat(ended("sealed", file("jfr", FileState.WHOLE))).isEqualTo(CLOSED);
    assertThat(ended("sealed", file("jfr", FileState.WHOLE), file("jfr", FileState.WHOLE)))
        .isEqualTo(CLOSED);
  }

  @Test
  void other_files_say_nothing_of_the_end() {
    assertThat(ended("sealed", file("other", FileState.WHOLE)).how()).isEqualTo("unknown");
    assertThat(ended("sealed", file("jfr", FileState.WHOLE), file("hprof", FileState.MISSING)))
        .isEqualTo(CLOSED);
  }

  @ParameterizedTest
  @EnumSource(names = {"TORN", "UNVERIFIED", "UNREADABLE", "MISSING"})
  void recording_that_is_not_whole_hides_the_end(FileState state) {
    assertThat(ended("sealed", file("jfr", FileState.WHOLE), file("jfr", state)).how())
        .isEqualTo("unknown");
  }

  @Test
  void salvaged_recording_is_of_a_killed_jvm() {
    assertThat(ended("sealed", file("jfr", FileState.WHOLE), file("jfr", FileState.SALVAGED)))
        .isEqualTo(new Ended("killed", "its JVM died without closing its recording"));
  }

  @Test
  void pod_that_still_records_or_is_partial_is_not_closed() {
    assertThat(ended("recording", file("jfr", FileState.WHOLE)).how()).isEqualTo("recording");
    assertThat(ended("partial", file("jfr", FileState.WHOLE)).how()).isEqualTo("unknown");
  }

  @Test
  void exit_code_wins_over_a_closed_recording() {
    assertThat(
            Ended.of(
                pod("sealed", Optional.of(1)),
                List.of(file("jfr", FileState.WHOLE)),
                Optional.empty()))
        .isEqualTo(new Ended("failed", "exit code 1"));
  }

  @Test
  void removal_by_spark_is_told_beside_a_closed_recording() {
    assertThat(
            Ended.of(
                pod("sealed", Optional.empty()),
                List.of(file("jfr", FileState.WHOLE)),
                Optional.of(new EventLog.Removal(1, "decommissioned"))))
        .isEqualTo(new Ended("closed", "its JVM closed its recording; Spark: decommissioned"));
  }

  private static Ended ended(String state, FileOutcome... files) {
    return Ended.of(pod(state, Optional.empty()), Arrays.asList(files), Optional.empty());
  }

  private static AppPod pod(String state, Optional<Integer> exitCode) {
    return new AppPod(
        "executor",
        Optional.of("1"),
        "pi-exec-1",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        state,
        Optional.empty(),
        exitCode,
        List.of());
  }

  private static FileOutcome file(String format, FileState state) {
    return new FileOutcome(
        new AppFile(
            "a." + format, Optional.of("a"), 1, Optional.empty(), format, state, Optional.empty()),
        1,
        false);
  }
}
