package io.sparkrecorder.time;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs file system calls that may hang, because a network volume's server is away or a disk is
 * frozen. Each call runs on a daemon thread and is abandoned at its deadline, together with the
 * thread. It needs a platform thread, because a blocked call pins the carrier of a virtual one.
 */
public final class BlockingCalls {
  /** With this many threads that never return, another one would only waste memory. */
  static final int MOST_ABANDONED = 32;

  private static final Duration KEEP = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final String place;
  private final Duration patience;
  private final AtomicInteger abandoned = new AtomicInteger();
  private final ThreadPoolExecutor threads;

  /**
   * Prepares calls; a thread starts with the first one.
   *
   * @param place name of the file system, for messages
   * @param patience the time after which a call counts as hanging
   */
  public BlockingCalls(String place, Duration patience) {
    this.place = place;
    this.patience = patience;
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            KEEP.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("io-", 0).factory());
  }

  /** A call that returns a value. */
  @FunctionalInterface
  public interface Call<T> {
    T run() throws IOException;
  }

  /** A call that returns nothing. */
  @FunctionalInterface
  public interface Step {
    void run() throws IOException;
  }

  /** Whether an abandoned call has yet to return. */
  public boolean hangs() {
    return abandoned.get() > 0;
  }

  /** Makes a {@link #call} that returns nothing. */
  public void run(String name, Deadline deadline, Step step) throws IOException {
    call(
        name,
        deadline,
        () -> {
          step.run();
          return Boolean.TRUE;
        });
  }

  /**
   * Makes a call and waits for it until the deadline, but no longer than the patience.
   *
   * @throws HangingFileSystem if the call does not return in time; it may still take effect
   */
  public <T> T call(String name, Deadline deadline, Call<T> call) throws IOException {
    if (abandoned.get() >= MOST_ABANDONED) {
      throw new HangingFileSystem("%s does not answer: %s".formatted(place, name));
    }
    Made<T> made = new Made<>(call);
    threads.execute(made);
    try {
      return await(made, deadline, name);
    } catch (InterruptedException e) {
      made.abandon();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(name + " was interrupted");
    }
  }

  private <T> T await(Made<T> made, Deadline deadline, String name)
      throws IOException, InterruptedException {
    Deadline most = Deadline.in(patience).orEarlier(deadline);
    while (true) {
      long slice = Math.clamp(most.left().toNanos(), 1, LOOK.toNanos());
      try {
        return made.get(slice, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (most.passed()) {
          made.abandon();
          throw new HangingFileSystem(
              deadline.passed()
                  ? "%s does not answer in the time that is left: %s".formatted(place, name)
                  : "%s does not answer within %d s: %s"
                      .formatted(place, patience.toSeconds(), name));
        }
      } catch (ExecutionException e) {
        throw unwrapped(e);
      }
    }
  }

  private static IOException unwrapped(ExecutionException e) {
    return switch (e.getCause()) {
      case IOException io -> io;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      case null, default -> new IOException(e.getCause());
    };
  }

  /** One call, which counts as hanging from the moment it is abandoned until it returns. */
  private final class Made<T> extends FutureTask<T> {
    /** Whether the call has returned or was abandoned, whichever came first. */
    private boolean settled;

    Made(Call<T> call) {
      super(call::run);
    }

    @Override
    public void run() {
      super.run();
      returned();
    }

    private synchronized void returned() {
      if (settled) {
        abandoned.decrementAndGet();
      }
      settled = true;
    }

    synchronized void abandon() {
      if (!settled) {
        settled = true;
        abandoned.incrementAndGet();
      }
    }
  }
}
