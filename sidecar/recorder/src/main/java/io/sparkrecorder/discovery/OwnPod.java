package io.sparkrecorder.discovery;

import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pod that this recorder is in, as the cluster sees it. The kubelet tells the cluster how the
 * Spark container ended at about the time at which it tells this recorder to end, so one looks more
 * than once. Where the pod was deleted it tells only when all containers have ended.
 */
public final class OwnPod {
  private static final Logger LOG = LoggerFactory.getLogger(OwnPod.class);

  /** As long as for a look at executors: after a short job the client is still being loaded. */
  private static final Duration ANSWER = Duration.ofSeconds(15);

  /** From the first answer on. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration LOOK = Duration.ofMillis(500);

  private final Cluster cluster;
  private final PodIdentity identity;
  private final Deadline answer = Deadline.in(ANSWER);
  private final CompletableFuture<Optional<Fate.Ended>> end = new CompletableFuture<>();

  private OwnPod(Cluster cluster, PodIdentity identity) {
    this.cluster = cluster;
    this.identity = identity;
  }

  /** The Spark container has ended: begins to look how, aside. */
  public static OwnPod ended(Cluster cluster, PodIdentity identity) {
    OwnPod pod = new OwnPod(cluster, identity);
    Thread.ofVirtual().name("own-pod").start(() -> pod.end.complete(pod.look()));
    return pod;
  }

  /** How the Spark container ended, not waited for longer; empty when nobody says it in time. */
  public Optional<Fate.Ended> end(Deadline deadline) throws InterruptedException {
    try {
      Duration wait = deadline.orEarlier(answer).left();
      return end.get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  private Optional<Fate.Ended> look() {
    Optional<Fate.Ended> seen = Optional.empty();
    Optional<Deadline> patience = Optional.empty();
    try {
      while (!patience.orElse(answer).passed()) {
        try {
          seen = now();
          if (seen.flatMap(Fate.Ended::exitCode).isPresent()) {
            return seen;
          }
          if (patience.isEmpty()) {
            patience = Optional.of(Deadline.in(PATIENCE));
          }
        } catch (RuntimeException e) {
          LOG.debug("the cluster does not say yet how this pod ended", e);
          if (Cluster.forbids(e)) {
            return seen;
          }
        }
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return seen;
  }

  private Optional<Fate.Ended> now() {
    return Optional.ofNullable(
            cluster
                .client()
                .pods()
                .inNamespace(identity.namespace())
                .withName(identity.pod())
                .get())
        .filter(pod -> identity.uid().equals(pod.getMetadata().getUid()))
        .flatMap(ExecutorPods::end);
  }
}
