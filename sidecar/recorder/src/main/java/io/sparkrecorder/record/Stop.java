package io.sparkrecorder.record;

import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The request to end, made by SIGTERM or SIGINT. The first one counts, others change nothing. */
public final class Stop {
  private static final Duration WHILE_THE_JOB_RUNS = Duration.ofDays(365);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final AtomicBoolean first = new AtomicBoolean();
  private final AtomicLong at = new AtomicLong();

  /** Returns whether this was the first request. */
  public boolean ask() {
    if (!first.compareAndSet(false, true)) {
      return false;
    }
    at.set(System.nanoTime());
    asked.countDown();
    return true;
  }

  /**
   * A deadline this long after the request; far away as long as there is none. Work that began
   * before the request sees it come.
   */
  Deadline deadline(Duration afterwards) {
    return Deadline.following(
        () -> asked() ? Deadline.in(afterwards.minus(since())) : Deadline.in(WHILE_THE_JOB_RUNS));
  }

  public boolean asked() {
    return asked.getCount() == 0;
  }

  /** Time that has passed since the request. */
  Duration since() {
    return Duration.ofNanos(System.nanoTime() - at.get());
  }

  void await() throws InterruptedException {
    asked.await();
  }

  /** Returns whether the request came in this time. */
  boolean await(Duration atMost) throws InterruptedException {
    return asked.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }
}
