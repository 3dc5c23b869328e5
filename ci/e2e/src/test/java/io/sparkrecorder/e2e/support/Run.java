package io.sparkrecorder.e2e.support;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sparkrecorder.e2e.job.Costs;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.queue.Kueue;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What happens once, before the first test class: what a killed run left is swept, and images are
 * loaded.
 */
public final class Run implements AutoCloseable {
  private Run() {
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      List<String> leftovers =
          client.namespaces().withLabel(Cluster.LABEL).list().getItems().stream()
              .map(Namespace::getMetadata)
              .map(metadata -> metadata.getName())
              .toList();
      if (leftovers.contains(Kueue.NAMESPACE)) {
        Kueue.sweep(client);
      }
      if (leftovers.contains(Platform.NAMESPACE)) {
        Platform.sweep(client);
      }
      Sweep.namespaces(client, leftovers);
      client.apiextensions().v1().customResourceDefinitions().withLabel(Cluster.LABEL).delete();
      Images.load(client);
    }
  }

  /** After the last test class. */
  @Override
  public void close() {
    Costs.print();
  }

  public static void begin(ExtensionContext context) {
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(Run.class, key -> new Run(), Run.class);
  }
}
