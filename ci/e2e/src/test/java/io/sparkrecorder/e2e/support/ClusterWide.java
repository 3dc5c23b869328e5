package io.sparkrecorder.e2e.support;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Software that a test run installs once per cluster, in a namespace with a fixed name. The file
 * META-INF/services of this type lists the implementations in the order in which they are removed.
 */
public interface ClusterWide {
  /** The namespace that it is installed in. */
  String namespace();

  /** Removes everything but the namespace. */
  void sweep(KubernetesClient client);

  /** All implementations, in the order in which they are removed. */
  static List<ClusterWide> all() {
    return ServiceLoader.load(ClusterWide.class).stream().map(ServiceLoader.Provider::get).toList();
  }
}
