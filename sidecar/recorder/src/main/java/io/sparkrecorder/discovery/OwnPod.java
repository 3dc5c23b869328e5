package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.time.Deadline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pod that this recorder is in, as the cluster sees it. The kubelet tells the cluster how the
 * Spark container ended at about the time at which it tells this recorder to end, so one looks more
 * than once. Where the pod was deleted it tells only when all containers have ended.
 */
public final class OwnPod implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnPod.class);

  /** As long as for a look at executors: after a short job the client is still being loaded. */
  private static final Duration ANSWER = Duration.ofSeconds(15);

  /** From the first answer on. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final PodIdentity identity;
  private Thread thread;
  private boolean forbidden;
  private final Deadline answer = Deadline.in(ANSWER);
  private final CompletableFuture<Optional<Fate.Ended>> end = new CompletableFuture<>();
  private final Consumer<TimeOfDeath> listener;
  private final Clock clock;

  private OwnPod(
      Cluster cluster, PodIdentity identity, Consumer<TimeOfDeath> listener, Clock clock) {
    this.cluster = cluster;
    this.identity = identity;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * When the kubelet kills this pod, as its object says.
   *
   * @param grace terminationGracePeriodSeconds of the pod; it counts from the container's own end
   * @param left until the deletionTimestamp, which holds the grace of the deletion; empty when the
   *     pod is not being deleted
   */
  public record TimeOfDeath(Optional<Duration> grace, Optional<Duration> left) {}

  /**
   * The Spark container has ended: begins to look how, aside, and how long this pod may live. A pod
   * may be deleted during its drain, so the look at its deletion goes on until the thread that runs
   * it is interrupted by {@link #close}.
   *
   * @param listener is told after each look
   */
  public static OwnPod ended(
      Cluster cluster, PodIdentity identity, Consumer<TimeOfDeath> listener, Clock clock) {
    OwnPod pod = new OwnPod(cluster, identity, listener, clock);
    pod.thread = Thread.ofVirtual().name("own-pod").start(pod::watch);
    return pod;
  }

  @Override
  public void close() {
    thread.interrupt();
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

  private void watch() {
    try {
      end.complete(look());
      while (!forbidden) {
        TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
        lookAgain();
      }
    } catch (InterruptedException e) {
      // closed
    } finally {
      end.complete(Optional.empty());
    }
  }

  private void lookAgain() {
    try {
      now();
    } catch (RuntimeException e) {
      LOG.debug("the cluster does not say whether this pod is deleted", e);
    }
  }

  private Optional<Fate.Ended> look() throws InterruptedException {
    Optional<Fate.Ended> seen = Optional.empty();
    Optional<Deadline> patience = Optional.empty();
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
          forbidden = true;
          return seen;
        }
      }
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
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
        .flatMap(
            pod -> {
              listener.accept(timeOfDeath(pod, clock.instant()));
              return ExecutorPods.end(pod);
            });
  }

  static TimeOfDeath timeOfDeath(Pod pod, Instant now) {
    return new TimeOfDeath(
        Optional.ofNullable(pod.getSpec())
            .map(PodSpec::getTerminationGracePeriodSeconds)
            .map(Duration::ofSeconds),
        Optional.ofNullable(pod.getMetadata().getDeletionTimestamp())
            .map(at -> Duration.between(now, Instant.parse(at))));
  }
}
