package io.sparkrecorder.e2e.platform;

import static io.sparkrecorder.e2e.support.Waiting.eventually;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.ClusterWide;
import io.sparkrecorder.e2e.support.Diagnosis;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Release;
import io.sparkrecorder.e2e.support.Run;
import io.sparkrecorder.e2e.support.Sweep;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The chart spark-platform, as the README installs it: once for a whole run, and gone after it with
 * its CRDs.
 */
@NeedsImages("spark-operator")
public final class Platform implements BeforeAllCallback {
  public static final String NAMESPACE = "spark-operator";

  /** The definitions that were on the cluster before this run, as the namespace says it. */
  private static final String BEFORE = "spark-recorder/e2e-definitions-before";

  public static final Release RELEASE = new Release("spark-operator", "spark-platform", NAMESPACE);

  @Override
  public void beforeAll(ExtensionContext context) {
    Run.begin(context);
    context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(Installed.class, key -> new Installed(), Installed.class);
  }

  /** Installs it and waits until its webhook answers: a pod that is ready says nothing of that. */
  static void install(KubernetesClient client) {
    RELEASE.upgrade().orFail();
    try {
      eventually("the operator's webhook answers").ignoreExceptions().until(() -> answers(client));
    } catch (RuntimeException e) {
      new Diagnosis(client, System.out).print(NAMESPACE);
      throw e;
    }
  }

  static Set<String> customResources(KubernetesClient client) {
    return client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
        .filter(Platform::isSparks)
        .map(definition -> definition.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  private static boolean isSparks(CustomResourceDefinition definition) {
    return "sparkoperator.k8s.io".equals(definition.getSpec().getGroup());
  }

  private static boolean answers(KubernetesClient client) {
    GenericKubernetesResource application =
        Serialization.unmarshal(
            """
            apiVersion: sparkoperator.k8s.io/v1beta2
            kind: SparkApplication
            metadata:
              name: is-the-webhook-there
            spec:
              type: Python
              sparkVersion: 4.1.4
              mode: cluster
              image: none
              mainApplicationFile: local:///none.py
              driver: {}
              executor: {}
            """,
            GenericKubernetesResource.class);
    SparkApplications.applications(client)
        .inNamespace(NAMESPACE)
        .resource(application)
        .dryRun(true)
        .create();
    return true;
  }

  /** Removes all that a run made, definitions included, but not those that were there before. */
  public static void sweep(KubernetesClient client) {
    List<String> before =
        List.of(
            client
                .namespaces()
                .withName(NAMESPACE)
                .get()
                .getMetadata()
                .getAnnotations()
                .getOrDefault(BEFORE, "")
                .split(","));
    RELEASE.uninstall();
    customResources(client).stream()
        .filter(name -> !before.contains(name))
        .forEach(
            name ->
                client.apiextensions().v1().customResourceDefinitions().withName(name).delete());
  }

  /** From the first test class that needs it to the end of the run. */
  private static final class Installed implements AutoCloseable {
    private final KubernetesClient client = new KubernetesClientBuilder().build();

    Installed() {
      refuseAnothers();
      client
          .namespaces()
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(NAMESPACE)
                  .addToLabels(Cluster.LABEL, "true")
                  .addToAnnotations(BEFORE, String.join(",", customResources(client)))
                  .endMetadata()
                  .build())
          .create();
      install(client);
    }

    /** It is there once on a cluster: somebody's own must not be touched. */
    private void refuseAnothers() {
      if (client.namespaces().withName(NAMESPACE).get() != null) {
        throw new IllegalStateException(
            "The cluster has a namespace "
                + NAMESPACE
                + " that no test made. Use a cluster without a Spark operator.");
      }
    }

    @Override
    public void close() {
      sweep(client);
      Sweep.namespaces(client, List.of(NAMESPACE));
      client.close();
    }
  }

  /** Lets a run remove the spark-platform of a killed run. */
  public static final class Leftovers implements ClusterWide {
    @Override
    public String namespace() {
      return NAMESPACE;
    }

    @Override
    public void sweep(KubernetesClient client) {
      Platform.sweep(client);
    }
  }
}
