package io.sparkrecorder.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {
  private static final int MANY = 20_000;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.3, 0.5, 0.99, 1})
  void share_of_many_executors_is_the_probability(double probability) {
    assertThat(selected("spark-1", MANY, probability) / (double) MANY)
        .isCloseTo(probability, within(0.01));
  }

  @Test
  void zero_selects_none_and_one_selects_all() {
    assertThat(selected("spark-1", MANY, 0)).isZero();
    assertThat(selected("spark-1", MANY, 1)).isEqualTo(MANY);
  }

  @Test
  void another_application_selects_others() {
    assertThat(
            IntStream.range(0, 40)
                .filter(
                    id ->
                        Sampling.selects("spark-1", "" + id, 0.5)
                            != Sampling.selects("spark-2", "" + id, 0.5))
                .count())
        .isBetween(10L, 30L);
  }

  private static long selected(String application, int executors, double probability) {
    return IntStream.range(0, executors)
        .filter(id -> Sampling.selects(application, "" + id, probability))
        .count();
  }
}
