package io.sparkrecorder.record;

import io.sparkrecorder.config.DiscoveryMode;
import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.discovery.Cluster;
import io.sparkrecorder.discovery.CombinedDiscovery;
import io.sparkrecorder.discovery.Discovery;
import io.sparkrecorder.discovery.KubernetesDiscovery;
import io.sparkrecorder.discovery.OwnPod;
import io.sparkrecorder.discovery.StoreDiscovery;
import io.sparkrecorder.store.AppStore;
import java.time.Duration;
import java.util.Optional;

/** What a driver's recorder has of the cluster around it: with the store as discovery, nothing. */
final class DriverCluster implements AutoCloseable {
  private final PodIdentity pod;
  private final Optional<Cluster> cluster;

  DriverCluster(RecorderSettings settings) {
    this.pod = settings.pod();
    this.cluster =
        settings.discovery() == DiscoveryMode.KUBERNETES
            ? Optional.of(new Cluster())
            : Optional.empty();
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

  @Override
  public void close() {
    cluster.ifPresent(Cluster::close);
  }
}
