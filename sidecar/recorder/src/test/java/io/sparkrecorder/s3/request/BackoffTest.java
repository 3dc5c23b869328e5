package io.sparkrecorder.s3.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void no_wait_begins_without_time_for_another_attempt() throws InterruptedException {
    Deadline standing = Deadline.in(Duration.ofMillis(49), () -> 0);

    assertThat(new Backoff(standing).waited()).isFalse();
  }

  @Test
  void slow_wait_shrinks_so_that_an_attempt_fits_before_the_deadline() throws InterruptedException {
    Deadline deadline = Deadline.in(Duration.ofSeconds(1));

    assertThat(new Backoff(deadline).waited(Verdict.Patience.UNTIL_DEADLINE_SLOWLY)).isTrue();
    assertThat(deadline.passed()).isFalse();
  }
}
