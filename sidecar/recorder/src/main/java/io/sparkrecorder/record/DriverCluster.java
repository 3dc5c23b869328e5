package io.sparkrecorder.record;

import io.sparkrecorder.config.DiscoveryMode;
import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.discovery.Cluster;
import io.sparkrecorder.discovery.CombinedDiscovery;
import io.sparkrecorder.discovery.Discovery;
import io.sparkrecorder.discovery.KubernetesDiscovery;
import io.sparkrecorder.discovery.OwnPod;
import io.sparkrecorder.discovery.PodEvent;
import io.sparkrecorder.discovery.PodEvents;
import io.sparkrecorder.discovery.StoreDiscovery;
import io.sparkrecorder.store.AppStore;
import io.sparkrecorder.time.Deadline;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A driver's recorder's access to the cluster: it learns of pods there, and tells people by Events.
 * With the store as discovery it does nothing.
 */
final class DriverCluster implements Notices, AutoCloseable {
  private static final Duration LAST_NOTICES = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(DriverCluster.class);
  private static final Duration NOTABLE = Duration.ofSeconds(2);

  private final PodIdentity pod;
  private final Deadline end;
  private final Optional<Cluster> cluster;
  private final Optional<PodEvents> events;

  /**
   * Sends no request to the cluster yet.
   *
   * @param end deadline of all Events
   */
  DriverCluster(RecorderSettings settings, Deadline end, Clock clock) {
    this.pod = settings.pod();
    this.end = end;
    this.cluster =
        settings.discovery() == DiscoveryMode.KUBERNETES
            ? Optional.of(new Cluster())
            : Optional.empty();
    this.events = cluster.map(api -> new PodEvents(api, pod, clock));
  }

  @Override
  public void tell(Notice notice) {
    events.ifPresent(
        all ->
            all.tell(
                new PodEvent(
                    notice.isWarning() ? PodEvent.Type.WARNING : PodEvent.Type.NORMAL,
                    notice.getClass().getSimpleName(),
                    notice.action(),
                    notice.note())));
  }

  /**
   * Reads announcements in the store too, because the cluster may not let the recorder list pods.
   */
  Discovery discovery(AppStore store) {
    return cluster
        .<Discovery>map(
            api ->
                new CombinedDiscovery(
                    new KubernetesDiscovery(api, pod.namespace(), pod.app()),
                    new StoreDiscovery(store, Duration.ofSeconds(5))))
        .orElseGet(() -> new StoreDiscovery(store, Duration.ofSeconds(1)));
  }

  /**
   * Begins to watch how this pod's Spark container ends, and when the kubelet kills this pod.
   *
   * @param times moves forward if the pod has less time than its settings say
   */
  Optional<OwnPod> ended(TimePlan times) {
    return cluster.map(api -> OwnPod.ended(api, pod, death -> shorten(times, death)));
  }

  private static void shorten(TimePlan times, OwnPod.TimeOfDeath death) {
    Duration before = times.uploads().left();
    death
        .left()
        .ifPresentOrElse(times::killedIn, () -> death.grace().ifPresent(times::killedAfter));
    Duration after = times.uploads().left();
    if (before.minus(after).compareTo(NOTABLE) > 0) {
      LOG.warn(
          "this pod is killed earlier than RECORDER_GRACE says: {} s are left for uploads, not {}",
          after.toSeconds(),
          before.toSeconds());
    }
  }

  /** Gives the last Events a short time to arrive. */
  @Override
  public void close() {
    try {
      if (events.isPresent()) {
        events.get().finish(end.orEarlier(Deadline.in(LAST_NOTICES)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cluster.ifPresent(Cluster::close);
  }
}
