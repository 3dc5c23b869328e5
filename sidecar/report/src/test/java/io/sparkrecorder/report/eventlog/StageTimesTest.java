package io.sparkrecorder.report.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Task times in any order. The counts are such that quadratic work takes many minutes, and the
 * timeout only ends that.
 */
@Timeout(120)
class StageTimesTest {
  private static final int COUNT = 1_000_000;
  private static final Stage STAGE = new Stage(1, 0);

  private final StageTimes times = new StageTimes();

  @Test
  void tasks_in_reversed_order_keep_their_times() {
    for (int number = COUNT - 1; number >= 0; number--) {
      times.add(STAGE, 10L * number, 10L * number + 5);
    }

    assertThat(times.intervals()).isEqualTo(COUNT);
    assertThat(times.at(10)).containsExactly(STAGE);
    assertThat(times.at(15)).containsExactly(STAGE);
    assertThat(times.at(16)).isEmpty();
  }

  @Test
  void nested_tasks_become_one_interval() {
    for (int number = COUNT - 1; number >= 0; number--) {
      times.add(STAGE, number, 2L * COUNT - number);
    }

    assertThat(intervals()).containsExactly(List.of(0L, 2L * COUNT));
  }

  @Test
  void gap_joins_neighbours_and_no_others() {
    for (int number = COUNT - 1; number >= 0; number--) {
      times.add(STAGE, 10L * number, 10L * number + 5);
    }
    times.add(STAGE, 10L * COUNT + 100, 10L * COUNT + 200);

    times.merge(5);

    assertThat(intervals())
        .containsExactly(
            List.of(0L, 10L * COUNT - 5), List.of(10L * COUNT + 100, 10L * COUNT + 200));
  }

  private List<List<Long>> intervals() {
    List<List<Long>> intervals = new ArrayList<>();
    times.each((_, start, end) -> intervals.add(List.of(start, end)));
    return intervals;
  }
}
