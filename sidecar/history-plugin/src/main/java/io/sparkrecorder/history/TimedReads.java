package io.sparkrecorder.history;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs calls of a file system, which may hang for minutes, in threads of their own. A page waits
 * for a call up to a limit, so that it returns its thread to the server.
 */
final class TimedReads {
  /** The limit, such as {@code 20s}. */
  static final String SETTING = "spark.recorder.readTimeout";

  private static final String DEFAULT = "20s";

  /** Calls at the same time, those that hang included, in all applications of this process. */
  private static final int MOST = 16;

  private static final Logger LOG = LoggerFactory.getLogger(TimedReads.class);
  private static final int UNAVAILABLE = 503;
  private static final int GATEWAY_TIMEOUT = 504;
  private static final Semaphore FREE = new Semaphore(MOST);
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "recordings-read");
            thread.setDaemon(true);
            return thread;
          });

  private final Duration limit;
  private final ClassLoader loader;

  private TimedReads(Duration limit, ClassLoader loader) {
    this.limit = limit;
    this.loader = loader;
  }

  /**
   * Reads the setting. Calls see the class loader of this thread, which knows the file systems of
   * the application.
   */
  static TimedReads of(SparkConf conf) {
    Duration limit = Duration.ofMillis(conf.getTimeAsMs(SETTING, DEFAULT));
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException(SETTING + " is not positive: expected a time such as 20s");
    }
    return new TimedReads(limit, Thread.currentThread().getContextClassLoader());
  }

  /**
   * Makes a call.
   *
   * @param late takes the result of a call that ends after the limit, such as a file to close
   * @throws ExecutionException if the call fails
   * @throws Unreadable if it takes too long, or if so many others hang that it does not begin
   */
  <T> T call(Callable<T> work, Consumer<T> late) throws ExecutionException, Unreadable {
    long end = System.nanoTime() + limit.toNanos();
    CompletableFuture<T> answer = new CompletableFuture<>();
    FutureTask<Boolean> call = new FutureTask<>(() -> answer(work, answer, late));
    try {
      if (!FREE.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw Unreadable.logged(
            UNAVAILABLE,
            "This server reads "
                + MOST
                + " documents and files of recordings already, and none of them ended within "
                + seconds()
                + " seconds. Reload the page when other downloads have ended; if this stays so, S3"
                + " answers none of them: check the way from this server to S3, and restart this"
                + " server",
            new TimeoutException("all places are taken"));
      }
      execute(call);
      return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw Unreadable.logged(
          GATEWAY_TIMEOUT,
          "The store of the recordings did not answer within "
              + seconds()
              + " seconds. Reload the page later; if this stays so, check the way from this server"
              + " to S3, or raise "
              + SETTING,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Unreadable.logged(UNAVAILABLE, "This server is shutting down", e);
    } finally {
      answer.cancel(false);
      call.cancel(true);
    }
  }

  private double seconds() {
    return limit.toMillis() / 1_000.0;
  }

  /** Does work without waiting for it, and without a place. */
  void aside(Runnable work) {
    THREADS.execute(
        () -> {
          Thread.currentThread().setContextClassLoader(loader);
          work.run();
        });
  }

  /** Closes a file without waiting for it: a read that hangs may hold it, and every place. */
  void close(Closeable file) {
    THREADS.execute(
        () -> {
          try {
            file.close();
          } catch (IOException e) {
            LOG.debug("A file of the recordings was not closed", e);
          }
        });
  }

  /** Returns whether the caller still waited. */
  private static <T> boolean answer(
      Callable<T> work, CompletableFuture<T> answer, Consumer<T> late) {
    try {
      T result = work.call();
      if (answer.complete(result)) {
        return true;
      }
      late.accept(result);
    } catch (Throwable e) {
      answer.completeExceptionally(e);
    }
    return false;
  }

  /** Frees the place in any case, also of a call that was cancelled before it began. */
  private void execute(Runnable call) {
    boolean begun = false;
    try {
      THREADS.execute(
          () -> {
            try {
              Thread.currentThread().setContextClassLoader(loader);
              call.run();
            } finally {
              FREE.release();
            }
          });
      begun = true;
    } finally {
      if (!begun) {
        FREE.release();
      }
    }
  }
}
