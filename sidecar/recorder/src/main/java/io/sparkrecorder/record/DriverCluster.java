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

/**
 * What a driver's recorder has of the cluster around it: it learns there, and tells a person. With
 * the store as discovery, nothing.
 */
final class DriverCluster implements Notices, AutoCloseable {
  private static final Duration LAST_NOTICES = Duration.ofSeconds(3);

  private final PodIdentity pod;
  private final Deadline end;
  private final Optional<Cluster> cluster;
  private final Optional<PodEvents> events;

  /**
   * Asks nothing of the cluster yet.
   *
   * @param end of all that is told
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

  /** Executors announce themselves in the store too, for the cluster may not let us look. */
  Discovery discovery(AppStore store) {
    return cluster
        .<Discovery>map(
            api ->
                new CombinedDiscovery(
                    new KubernetesDiscovery(api, pod.namespace(), pod.app()),
                    new StoreDiscovery(store, Duration.ofSeconds(5))))
        .orElseGet(() -> new StoreDiscovery(store, Duration.ofSeconds(1)));
  }

  /** Begins to look how this pod's Spark container ended. */
  Optional<OwnPod> ended() {
    return cluster.map(api -> OwnPod.ended(api, pod));
  }

  /** What was told last has a short time to get there. */
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
