package io.sparkrecorder.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkLinesTest {
  @ParameterizedTest
  @CsvSource({
    "3.4.4, WARNING",
    "3.5.9, OK",
    "4.0.1, OK",
    "4.3.0-SNAPSHOT, OK",
    "4.4.0, WARNING",
    "custom, OK"
  })
  void line_of_a_pod_is_judged(String version, Verdict verdict) {
    assertThat(SparkLines.of(List.of(version, "4.1.4")).orElseThrow().verdict()).isEqualTo(verdict);
  }

  @Test
  void unknown_versions_give_no_line() {
    assertThat(SparkLines.of(List.of("", ""))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3.5.9, false", "4.0.1, false", "4.1.0, true", "4.3.0, true", "'', false"})
  void later_lines_overwrite_the_grace_of_executors(String version, boolean overwrites) {
    assertThat(SparkLines.overwritesGrace(version)).isEqualTo(overwrites);
  }
}
