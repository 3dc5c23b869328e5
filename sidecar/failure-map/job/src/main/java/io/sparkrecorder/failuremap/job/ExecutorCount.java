package io.sparkrecorder.failuremap.job;

import java.time.Duration;
import org.apache.spark.SparkContext;

/** Waits until the executors are there that a cell needs. */
final class ExecutorCount {
  private static final Duration POLL = Duration.ofMillis(100);

  private final SparkContext context;
  private final int needed;
  private final Duration longest;

  ExecutorCount(SparkContext context, int needed, Duration longest) {
    this.context = context;
    this.needed = needed;
    this.longest = longest;
  }

  /**
   * Waits until all executors are there and stayed for some time: an executor whose task ran out of
   * memory ends a moment later, and must not end in the next cell.
   *
   * @return false if they do not come
   */
  boolean awaitSteady(Duration steady) throws InterruptedException {
    long give = System.nanoTime() + longest.toNanos();
    long since = System.nanoTime();
    while (true) {
      long now = System.nanoTime();
      if (present() < needed) {
        since = now;
      }
      if (present() >= needed && now - since >= steady.toNanos()) {
        return true;
      }
      if (now > give) {
        return false;
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /** The driver is in the list, too. */
  private int present() {
    return context.statusTracker().getExecutorInfos().length - 1;
  }
}
