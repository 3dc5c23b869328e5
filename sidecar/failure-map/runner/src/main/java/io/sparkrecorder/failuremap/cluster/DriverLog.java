package io.sparkrecorder.failuremap.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.sparkrecorder.text.Failures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log of a driver. It keeps the lines of the job and the last other lines, and connects
 * again if the connection breaks before the driver ends.
 */
final class DriverLog implements AutoCloseable {
  private static final int TAIL = 200;
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration COMPLETE = Duration.ofSeconds(10);

  private final PodResource pod;
  private final BooleanSupplier ended;
  private final Thread follower;
  private final CountDownLatch complete = new CountDownLatch(1);

  /** A line of the job is unique, so that a second connection adds none twice. */
  private final Set<String> journal = new LinkedHashSet<>();

  private final Deque<String> tail = new ArrayDeque<>();
  private volatile @Nullable LogWatch open;

  /**
   * Starts to follow.
   *
   * @param ended whether the driver's container has ended, so that its log is complete
   */
  DriverLog(PodResource pod, BooleanSupplier ended) {
    this.pod = pod;
    this.ended = ended;
    this.follower = Thread.ofVirtual().name("driver-log").start(this::follow);
  }

  private void follow() {
    try {
      boolean last = false;
      while (!last) {
        // Asked before, so that the lines read after it are all there are.
        last = ended.getAsBoolean();
        read();
        if (!last) {
          Thread.sleep(AGAIN);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      complete.countDown();
    }
  }

  private void read() {
    try (LogWatch watch = pod.inContainer(PodState.DRIVER).watchLog();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(watch.getOutput(), StandardCharsets.UTF_8))) {
      open = watch;
      lines.lines().forEach(this::add);
    } catch (IOException | UncheckedIOException | KubernetesClientException e) {
      // The container does not run yet, or the connection broke: the next round reads all again.
      add("failure-map: the log of the driver broke: " + Failures.message(e));
    }
  }

  private synchronized void add(String line) {
    if (line.startsWith("failure-map {")) {
      journal.add(line);
      return;
    }
    tail.addLast(line);
    if (tail.size() > TAIL) {
      tail.removeFirst();
    }
  }

  /** The lines of the job that are there by now. */
  synchronized List<String> journal() {
    return List.copyOf(journal);
  }

  /** The last other lines. */
  synchronized String tail() {
    return String.join("\n", tail);
  }

  /** Waits until the log of a driver that has ended is read. */
  void awaitComplete() {
    try {
      complete.await(COMPLETE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    follower.interrupt();
    LogWatch watch = open;
    if (watch != null) {
      watch.close();
    }
  }
}
