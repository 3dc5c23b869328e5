package io.sparkrecorder.time;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls of a file system that may hang: a network volume whose server is away, a frozen disk. Each
 * call runs on a daemon thread of its own and is abandoned at its deadline. It needs a platform
 * thread, because a blocked call pins the carrier of a virtual one.
 */
public final class BlockingCalls {
  /** More threads that never return would only take memory. */
  private static final int MOST_ABANDONED = 16;

  private static final Duration LOOK = Duration.ofMillis(200);

  private final String place;
  private final Duration patience;
  private final AtomicInteger abandoned = new AtomicInteger();

  /**
   * Makes no call yet.
   *
   * @param place name of the file system, for messages
   * @param patience after which a call counts as hanging
   */
  public BlockingCalls(String place, Duration patience) {
    this.place = place;
    this.patience = patience;
  }

  /** A call that gives a value. */
  @FunctionalInterface
  public interface Call<T> {
    T run() throws IOException;
  }

  /** A call that gives nothing. */
  @FunctionalInterface
  public interface Step {
    void run() throws IOException;
  }

  /** Whether an abandoned call has not returned yet. */
  public boolean hangs() {
    return abandoned.get() > 0;
  }

  /** As {@link #call}, without a value. */
  public void run(String name, Deadline deadline, Step step) throws IOException {
    call(
        name,
        deadline,
        () -> {
          step.run();
          return null;
        });
  }

  /**
   * Makes a call and waits for it until the deadline, and no longer than the patience.
   *
   * @throws HangingFileSystem when the call does not return in time; it may still take effect
   */
  public <T> T call(String name, Deadline deadline, Call<T> call) throws IOException {
    if (abandoned.get() >= MOST_ABANDONED) {
      throw hanging(name, Duration.ZERO);
    }
    FutureTask<T> task = new FutureTask<>(call::run);
    Thread thread = Thread.ofPlatform().daemon().name("io " + name).start(task);
    Deadline most = Deadline.in(patience).orEarlier(deadline);
    try {
      return await(task, most, name);
    } catch (InterruptedException e) {
      abandon(task, thread);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(name + " was interrupted");
    } catch (HangingFileSystem e) {
      abandon(task, thread);
      throw e;
    }
  }

  private <T> T await(FutureTask<T> task, Deadline most, String name)
      throws IOException, InterruptedException {
    while (true) {
      long slice = Math.clamp(most.left().toNanos(), 1, LOOK.toNanos());
      try {
        return task.get(slice, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (most.passed()) {
          throw hanging(name, patience);
        }
      } catch (ExecutionException e) {
        throw unwrapped(e.getCause());
      }
    }
  }

  private static IOException unwrapped(Throwable cause) {
    return switch (cause) {
      case IOException io -> io;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      default -> new IOException(cause);
    };
  }

  /** Counts the call as hanging until its thread ends. */
  private void abandon(FutureTask<?> task, Thread thread) {
    abandoned.incrementAndGet();
    task.cancel(true);
    Thread.ofVirtual()
        .name("abandoned " + thread.getName())
        .start(
            () -> {
              try {
                thread.join();
                abandoned.decrementAndGet();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private HangingFileSystem hanging(String name, Duration waited) {
    return new HangingFileSystem(
        waited.isZero()
            ? "%s does not answer: %s".formatted(place, name)
            : "%s does not answer within %d s: %s".formatted(place, waited.toSeconds(), name));
  }
}
