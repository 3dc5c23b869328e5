package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.time.Deadline;
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
 * The cluster's view of this recorder's own pod. The kubelet reports the end of the Spark container
 * at about the time at which it stops this recorder, so the recorder looks more than once. After a
 * deletion of the pod, the kubelet reports the end only when all containers have ended.
 */
public final class OwnPod implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnPod.class);

  /**
   * Time for the first answer, equal to that of a look at executors: after a short job the client
   * is still loading.
   */
  private static final Duration ANSWER = Duration.ofSeconds(15);

  /** Time for the end to show, from the first answer on. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final Cluster cluster;
  private final PodIdentity identity;
  private final Thread thread = Thread.ofVirtual().name("own-pod").unstarted(this::watch);
  private boolean forbidden;
  private final Deadline answer = Deadline.in(ANSWER);
  private final CompletableFuture<Optional<Fate.Ended>> end = new CompletableFuture<>();
  private final Consumer<TimeOfDeath> listener;

  private OwnPod(Cluster cluster, PodIdentity identity, Consumer<TimeOfDeath> listener) {
    this.cluster = cluster;
    this.identity = identity;
    this.listener = listener;
  }

  /**
   * The time at which the kubelet kills this pod, read from the pod object.
   *
   * @param grace terminationGracePeriodSeconds of the pod, which counts from the container's own
   *     end
   * @param left time until the deletionTimestamp, which includes the grace of the deletion; empty
   *     when the pod is not being deleted
   */
  public record TimeOfDeath(Optional<Duration> grace, Optional<Duration> left) {}

  /**
   * Starts to look, in the background, how the Spark container ended and how long this pod may
   * live. A pod may be deleted during its drain, so the look for a deletion goes on until {@link
   * #close} interrupts its thread.
   *
   * @param listener called after each look
   */
  public static OwnPod ended(
      Cluster cluster, PodIdentity identity, Consumer<TimeOfDeath> listener) {
    OwnPod pod = new OwnPod(cluster, identity, listener);
    pod.thread.start();
    return pod;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /**
   * The end of the Spark container; empty when the cluster does not report it before the deadline.
   */
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
    } catch (RuntimeException | Error e) {
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
      } catch (RuntimeException | Error e) {
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
              listener.accept(timeOfDeath(pod, cluster.now()));
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
