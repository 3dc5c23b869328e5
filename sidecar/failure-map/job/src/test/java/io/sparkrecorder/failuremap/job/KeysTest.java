package io.sparkrecorder.failuremap.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final int ROWS = 100_003;
  private static final int KEYS = 1_000;

  @Test
  void hot_key_has_exactly_its_share() {
    long[] rows = rowsPerKey(Keys.hot(ROWS, KEYS, 0.3, 42));

    assertThat(rows[0]).isEqualTo(Math.round(ROWS * 0.3));
    assertThat(LongStream.of(rows).skip(1).boxed().toList())
        .allMatch(count -> count == 70 || count == 71);
  }

  @Test
  void without_skew_all_keys_have_the_same_number_of_rows() {
    long[] rows = rowsPerKey(Keys.hot(ROWS, KEYS, 0, 42));

    assertThat(LongStream.of(rows).min()).hasValue(100);
    assertThat(LongStream.of(rows).max()).hasValue(101);
  }

  @Test
  void rows_of_a_key_follow_the_exponent_of_zipf() {
    long[] rows = rowsPerKey(Keys.zipf(ROWS, KEYS, 1.1, 42));
    double total = 0;
    for (int key = 0; key < KEYS; key++) {
      total += Math.pow(key + 1, -1.1);
    }

    for (int key = 0; key < KEYS; key++) {
      double expected = ROWS * Math.pow(key + 1, -1.1) / total;
      assertThat((double) rows[key]).as("key %d", key).isBetween(expected - 1, expected + 1);
    }
  }

  @Test
  void keys_without_rows_are_never_given() {
    long[] rows = rowsPerKey(Keys.zipf(100, KEYS, 2, 42), 100);

    assertThat(LongStream.of(rows).sum()).isEqualTo(100);
    assertThat(rows[0]).isEqualTo(61);
  }

  @Test
  void seed_decides_which_rows_are_hot_but_not_how_many() {
    Keys one = Keys.hot(ROWS, KEYS, 0.3, 1);
    Keys again = Keys.hot(ROWS, KEYS, 0.3, 1);
    Keys other = Keys.hot(ROWS, KEYS, 0.3, 2);

    assertThat(LongStream.range(0, ROWS).map(one::of))
        .containsExactlyElementsOf(LongStream.range(0, ROWS).map(again::of).boxed().toList())
        .isNotEqualTo(LongStream.range(0, ROWS).map(other::of).boxed().toList());
    assertThat(rowsPerKey(one)).isEqualTo(rowsPerKey(other));
  }

  private static long[] rowsPerKey(Keys keys) {
    return rowsPerKey(keys, ROWS);
  }

  private static long[] rowsPerKey(Keys keys, int rows) {
    long[] count = new long[KEYS];
    LongStream.range(0, rows).forEach(row -> count[(int) keys.of(row)]++);
    return count;
  }
}
