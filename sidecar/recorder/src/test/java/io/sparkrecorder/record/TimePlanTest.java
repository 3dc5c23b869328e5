package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the deadlines of one pod as seconds after SIGTERM. */
class TimePlanTest {
  private static final Duration TOLERANCE = Duration.ofMillis(500);

  private final long begin = System.nanoTime();

  private final Stop stop = new Stop();

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # grace, reserve, executor, upload, executors, uploads, manifest, notices, exit
            240,   5,       120,      60,     125,       235,     237.5,    238.5,   239
            120,   5,       120,      60,     57.5,      115,     117.5,    118.5,   119
            60,    5,       20,       20,     25,        55,      57.5,     58.5,    59
            12,    5,       3,        3,      4,         7,       9.5,      10.5,    11
            4,     5,       3,        3,      1,         2,       3,        3.4,     3.6
            2,     0,       0,        0,      2,         2,       2,        2,       2
          """)
  void deadlines_follow_from_the_grace(
      double grace,
      double reserve,
      double executor,
      double upload,
      double executors,
      double uploads,
      double manifest,
      double notices,
      double exit) {
    TimePlan times =
        new TimePlan(seconds(grace), seconds(reserve), seconds(executor), seconds(upload), stop);
    stop.ask();

    assertLeft(times.asked(), 0);
    assertLeft(times.executors(), executors);
    assertLeft(times.uploads(), uploads);
    assertLeft(times.manifest(), manifest);
    assertLeft(times.notices(), notices);
    assertLeft(times.exit(), exit);
  }

  @Test
  void no_deadline_passes_while_the_job_runs() {
    TimePlan times = plan(10);

    assertThat(times.asked().left()).isGreaterThan(Duration.ofDays(1));
    assertThat(times.exit().left()).isGreaterThan(Duration.ofDays(1));
  }

  @Test
  void earlier_kill_moves_deadlines_in_use() {
    TimePlan times = plan(240);
    Deadline uploads = times.uploads();
    stop.ask();

    times.killedIn(Duration.ofSeconds(20));

    assertLeft(uploads, 15);
  }

  @Test
  void later_kill_moves_nothing() {
    TimePlan times = plan(60);
    stop.ask();

    times.killedIn(Duration.ofSeconds(200));
    times.killedAfter(Duration.ofSeconds(100));

    assertLeft(times.uploads(), 55);
  }

  @Test
  void pod_whose_time_is_over_keeps_the_kubelets_two_seconds() {
    TimePlan times = plan(60);
    stop.ask();

    times.killedIn(Duration.ofSeconds(-30));

    assertLeft(times.uploads(), 1);
    assertLeft(times.manifest(), 1.5);
  }

  private TimePlan plan(double grace) {
    return new TimePlan(seconds(grace), seconds(5), seconds(20), seconds(20), stop);
  }

  private void assertLeft(Deadline deadline, double seconds) {
    Duration most = seconds(seconds);
    // Allows for the time that the test itself takes on a busy machine.
    Duration least = most.minus(TOLERANCE).minusNanos(System.nanoTime() - begin);
    assertThat(deadline.left()).isBetween(least.isNegative() ? Duration.ZERO : least, most);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
