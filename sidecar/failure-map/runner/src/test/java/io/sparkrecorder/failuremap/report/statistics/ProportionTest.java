package io.sparkrecorder.failuremap.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {
  /** The bounds are those of statsmodels 0.15: proportion_confint(k, n, 0.1, 'wilson'). */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, 0.730134051215946",
    "1, 1, 0.269865948784054, 1",
    "0, 5, 0, 0.3511165007651014",
    "2, 5, 0.14270647201921305, 0.7275168281338072",
    "5, 5, 0.6488834992348986, 1",
    "17, 40, 0.3052341369801568, 0.5542688803166619",
  })
  void interval_is_the_wilson_score_interval(int hits, int counted, double low, double high) {
    Interval interval = new Proportion(hits, counted).interval();

    assertThat(interval.low()).isCloseTo(low, within(1e-12));
    assertThat(interval.high()).isCloseTo(high, within(1e-12));
  }

  @Test
  void no_run_says_nothing() {
    assertThat(new Proportion(0, 0).share()).isNaN();
    assertThat(new Proportion(0, 0).interval()).isEqualTo(new Interval(0, 1));
  }

  @Test
  void impossible_counts_are_refused() {
    assertThatThrownBy(() -> new Proportion(2, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
