package io.sparkrecorder.s3.request;

import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits between attempts: longer each time, with jitter, and never beyond the deadline. */
public final class Backoff {
  private static final long FIRST_MILLIS = 200;
  private static final long MOST_MILLIS = 5_000;
  private static final long SLOW_MILLIS = 10_000;

  private final Deadline deadline;
  private long millis = FIRST_MILLIS;

  public Backoff(Deadline deadline) {
    this.deadline = deadline;
  }

  /** Waits until the next attempt is due; returns whether there is time for it. */
  public boolean waited() throws InterruptedException {
    return waited(Verdict.Patience.UNTIL_DEADLINE);
  }

  /** Waits like {@link #waited()}, but longer where the problem does not pass by itself. */
  public boolean waited(Verdict.Patience patience) throws InterruptedException {
    if (patience == Verdict.Patience.UNTIL_DEADLINE_SLOWLY) {
      millis = SLOW_MILLIS;
    }
    Duration left = deadline.left();
    if (left.toMillis() < FIRST_MILLIS / 4) {
      return false;
    }
    long jittered = ThreadLocalRandom.current().nextLong(millis / 2, millis + 1);
    // The last waits shrink, so that the time before the deadline is used for attempts.
    Thread.sleep(Math.min(jittered, left.toMillis() * 4 / 5));
    millis = Math.min(MOST_MILLIS, millis * 2);
    return !deadline.passed();
  }
}
