package io.sparkrecorder.e2e.support;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs once, before the first test class: removes the leftovers of a killed run, and loads images.
 */
public final class Run implements AutoCloseable {
  private static final Map<String, Runnable> AT_END = new ConcurrentSkipListMap<>();

  private Run() {
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      List<String> leftovers =
          client.namespaces().withLabel(Cluster.LABEL).list().getItems().stream()
              .map(Namespace::getMetadata)
              .map(metadata -> metadata.getName())
              .toList();
      ClusterWide.all().stream()
          .filter(software -> leftovers.contains(software.namespace()))
          .forEach(software -> software.sweep(client));
      Sweep.namespaces(client, leftovers);
      client.apiextensions().v1().customResourceDefinitions().withLabel(Cluster.LABEL).delete();
      AdmissionParameters.hold(client);
      Images.load(client);
    }
  }

  /** Does something after the last test class, once for each name. */
  public static void atEnd(String name, Runnable action) {
    AT_END.put(name, action);
  }

  @Override
  public void close() {
    Sweep.all(List.copyOf(AT_END.values()));
  }

  public static void begin(ExtensionContext context) {
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(Run.class, key -> new Run(), Run.class);
  }
}
