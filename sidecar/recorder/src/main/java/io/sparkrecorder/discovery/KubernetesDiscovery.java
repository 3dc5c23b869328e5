package io.sparkrecorder.discovery;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Finds executors by the labels that Spark puts on their pods. */
public final class KubernetesDiscovery implements Discovery {
  /** Most time that a look may take away from a dying pod's uploads. */
  private static final Duration LOOK = Duration.ofSeconds(15);

  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final Cluster cluster;
  private final String namespace;
  private final String app;
  private final WatchTrouble trouble;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Optional<Future<PodWatch>> watch = Optional.empty();

  /** Whether the last look failed: executors that started after the one before it are unknown. */
  private volatile boolean lookFailed;

  public KubernetesDiscovery(Cluster cluster, String namespace, String app) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.app = app;
    this.trouble = new WatchTrouble(namespace);
  }

  /**
   * Loads the client in the background, because that takes longer than the rest of a recorder's
   * start.
   */
  @Override
  public void start(Consumer<Sighting> listener) {
    watch = Optional.of(threads.submit(() -> open(listener)));
  }

  @Override
  public Optional<Set<String>> refresh() {
    Callable<Set<String>> look = () -> watch.orElseThrow().get().list();
    Future<Set<String>> answer = threads.submit(look);
    try {
      Set<String> uids = answer.get(LOOK.toNanos(), TimeUnit.NANOSECONDS);
      lookFailed = false;
      return Optional.of(uids);
    } catch (ExecutionException | TimeoutException e) {
      trouble.met(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lookFailed = true;
    answer.cancel(true);
    return Optional.empty();
  }

  @Override
  public Optional<String> blind() {
    if (!trouble.everOver()) {
      return Optional.of(
          "not-watched: the cluster was never seen, so executors that left nothing in the store are unknown");
    }
    return lookFailed
        ? Optional.of(
            "not-watched: the cluster did not answer at the end, so late executors that left nothing in the store are unknown")
        : Optional.empty();
  }

  /** Stops the reports soon after; hanging requests are abandoned. */
  @Override
  public void close() {
    watch.ifPresent(opened -> threads.execute(() -> stop(opened)));
    threads.shutdown();
    try {
      threads.awaitTermination(CLOSE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private PodWatch open(Consumer<Sighting> listener) {
    try {
      return new PodWatch(cluster.client(), namespace, app, listener, trouble);
    } catch (RuntimeException e) {
      trouble.met(e);
      throw e;
    }
  }

  private static void stop(Future<PodWatch> opened) {
    try {
      opened.get().close();
    } catch (ExecutionException e) {
      // the watch never opened, and the log already tells why
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
