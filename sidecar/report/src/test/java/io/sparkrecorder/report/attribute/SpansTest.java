package io.sparkrecorder.report.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Spans in any order. The counts are such that quadratic work takes many minutes, and the timeout
 * only ends that.
 */
@Timeout(120)
class SpansTest {
  private static final int COUNT = 1_000_000;
  private static final long THREAD = 7;

  private final Spans spans = new Spans();

  @Test
  void spans_in_reversed_order_are_found() {
    for (int number = COUNT - 1; number >= 0; number--) {
      spans.add(THREAD, 10L * number, 10L * number + 5, number);
    }

    for (int number = 0; number < COUNT; number++) {
      assertThat(spans.at(THREAD, 10L * number)).isEqualTo(number);
      assertThat(spans.at(THREAD, 10L * number + 5)).isEqualTo(number);
      assertThat(spans.at(THREAD, 10L * number + 6)).isEqualTo(Spans.NONE);
    }
    assertThat(spans.at(THREAD, -1)).isEqualTo(Spans.NONE);
    assertThat(spans.at(THREAD + 1, 0)).isEqualTo(Spans.NONE);
  }

  @Test
  void innermost_of_nested_spans_names_the_stage() {
    for (int number = COUNT - 1; number >= 0; number--) {
      spans.add(THREAD, number, 2L * COUNT - number, number);
    }

    for (int number = 0; number < COUNT; number++) {
      assertThat(spans.at(THREAD, number)).isEqualTo(number);
    }
  }

  @Test
  void spans_in_random_order_are_found() {
    int[] order = new Random(3).ints(0, COUNT).distinct().limit(200_000).toArray();
    for (int number : order) {
      spans.add(THREAD, 10L * number, 10L * number + 5, number);
    }

    for (int number : order) {
      assertThat(spans.at(THREAD, 10L * number + 3)).isEqualTo(number);
    }
  }
}
