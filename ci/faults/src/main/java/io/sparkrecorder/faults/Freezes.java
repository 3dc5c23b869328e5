package io.sparkrecorder.faults;

import io.sparkrecorder.testbed.VersityGateway;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Freezes the S3 server now and then: it accepts connections but never responds. */
final class Freezes implements Runnable {
  private static final int MOST = 4;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMillis(2_500);

  private final VersityGateway server;
  private final RandomGenerator random;
  private final CountDownLatch over;
  private final AtomicInteger count = new AtomicInteger();

  /**
   * Prepares the freezes.
   *
   * @param over ends them
   */
  Freezes(VersityGateway server, RandomGenerator random, CountDownLatch over) {
    this.server = server;
    this.random = random;
    this.over = over;
  }

  int count() {
    return count.get();
  }

  @Override
  public void run() {
    try {
      while (count.get() < MOST && !isOver(LONGEST_WAIT)) {
        server.pause();
        try {
          count.incrementAndGet();
          isOver(LONGEST);
        } finally {
          server.resume();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isOver(Duration longest) throws InterruptedException {
    return over.await(random.nextLong(longest.toMillis()), TimeUnit.MILLISECONDS);
  }
}
