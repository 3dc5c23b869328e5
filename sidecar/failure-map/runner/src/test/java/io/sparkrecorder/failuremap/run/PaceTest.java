package io.sparkrecorder.failuremap.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace();

  @Test
  void runs_and_starts_of_applications_take_their_mean_time() {
    pace.application(Duration.ofSeconds(30));
    pace.application(Duration.ofSeconds(50));
    pace.run(Duration.ofSeconds(4));
    pace.run(Duration.ofSeconds(6));

    assertThat(pace.left(new Pace.Work(10, 3), 1)).isEqualTo(Duration.ofSeconds(10 * 5 + 3 * 40));
  }

  @Test
  void applications_at_the_same_time_share_the_work() {
    pace.application(Duration.ofSeconds(30));
    pace.run(Duration.ofSeconds(10));

    assertThat(pace.left(new Pace.Work(4, 4), 2)).isEqualTo(Duration.ofSeconds(80));
  }

  @Test
  void driver_whose_clock_is_behind_counts_as_started_at_once() {
    pace.application(Duration.ofSeconds(-3));
    pace.run(Duration.ofSeconds(10));

    assertThat(pace.left(new Pace.Work(2, 1), 1)).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void run_that_never_began_does_not_shorten_the_mean() {
    pace.run(Duration.ofSeconds(10));
    pace.run(Duration.ZERO);

    assertThat(pace.left(new Pace.Work(2, 0), 1)).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void nothing_is_left_after_the_last_run() {
    assertThat(pace.left(new Pace.Work(0, 0), 2)).isZero();
  }
}
