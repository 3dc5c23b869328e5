package io.sparkrecorder.cli;

import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives a command time to clean up when SIGTERM or Ctrl-C ends the process: the process waits until
 * this is closed. Kubernetes gives a pod 30 s by default.
 */
final class Interruption implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(27);
  private static final Duration NEVER = Duration.ofDays(365);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("interruption").unstarted(this::hold);

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** A deadline that passes when the process is asked to end. */
  Deadline deadline() {
    return Deadline.following(() -> Deadline.in(asked.getCount() == 0 ? Duration.ZERO : NEVER));
  }

  private void hold() {
    asked.countDown();
    try {
      if (!closed.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println(
            "recorder: the clean-up did not end in time: files or uploads of this run may remain");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process ends already
    }
  }
}
