package io.sparkrecorder.demo;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits by polling, because the awaited events happen in other processes. */
final class Waiting {
  private static final Duration STEP = Duration.ofMillis(50);

  private Waiting() {}

  /** Whether the condition became true in time. */
  static boolean until(BooleanSupplier condition, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() >= end) {
        return false;
      }
      pause();
    }
    return true;
  }

  static void pause() {
    try {
      Thread.sleep(STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailed("interrupted", e);
    }
  }
}
