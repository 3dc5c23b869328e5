package io.sparkrecorder.e2e.queue;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.ClusterWide;
import io.sparkrecorder.e2e.support.Helm;
import io.sparkrecorder.e2e.support.Images;
import io.sparkrecorder.e2e.support.Project;
import io.sparkrecorder.e2e.support.Sweep;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Kueue in the cluster, installed by its own chart out of the folder {@code kueue} in {@code
 * E2E_TOOLS} that {@code make kueue} fills. Its integration is that of Spark applications alone, as
 * charts/spark-application/docs says.
 */
public final class Kueue implements AutoCloseable {
  public static final String NAMESPACE = "kueue-system";

  private static final String VERSION = "v1beta2";

  /** Kinds that a test or Kueue makes. */
  private static final List<String> KINDS =
      List.of("Workload", "LocalQueue", "ClusterQueue", "ResourceFlavor", "WorkloadPriorityClass");

  private static final Map<String, String> LABELS = Map.of("app.kubernetes.io/name", "kueue");

  /** Objects of the chart that stop requests of others where no controller answers. */
  private static final Map<String, String> HOOKS =
      Map.of(
          "mutatingwebhookconfigurations", "admissionregistration.k8s.io",
          "validatingwebhookconfigurations", "admissionregistration.k8s.io",
          "apiservices", "apiregistration.k8s.io");

  /** The chart's other objects of the cluster. */
  private static final Map<String, String> REST =
      Map.of(
          "customresourcedefinitions", "apiextensions.k8s.io",
          "clusterroles", "rbac.authorization.k8s.io",
          "clusterrolebindings", "rbac.authorization.k8s.io");

  private final KubernetesClient client;

  private Kueue(KubernetesClient client) {
    this.client = client;
  }

  /** Whether {@code make kueue} has run. */
  static boolean isAtHand() {
    return folder().filter(Kueue::isWhole).isPresent();
  }

  /** Installs it and waits until its webhooks answer. */
  static Kueue install(Cluster cluster) {
    KubernetesClient client = cluster.client();
    Path folder = folder().orElseThrow();
    Images.load(folder.resolve("kueue.tar"));
    client
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .addToLabels(Cluster.LABEL, "true")
                .endMetadata()
                .build())
        .create();
    Kueue kueue = new Kueue(client);
    cluster.after(kueue::close);
    helm("upgrade", "--install", "kueue", folder.resolve("chart").toString(), "--values", values())
        .orFail();
    eventually("Kueue's webhooks answer")
        .ignoreExceptions()
        .until(() -> kueue.apply(flavor("is-the-webhook-there"), true) != null);
    return kueue;
  }

  /** Creates the objects of a manifest, or changes them to it. */
  void apply(String manifest) {
    client.load(new ByteArrayInputStream(manifest.getBytes(UTF_8))).items().stream()
        .map(GenericKubernetesResource.class::cast)
        .forEach(object -> apply(object, false));
  }

  /** The Workload that Kueue keeps for an application. */
  Optional<GenericKubernetesResource> workload(String namespace, String application) {
    return resources(client, "Workload").inNamespace(namespace).list().getItems().stream()
        .filter(
            workload ->
                workload.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> application.equals(owner.getName())))
        .findAny();
  }

  /** Whether a condition of an application's Workload is true, such as {@code Admitted}. */
  boolean is(String condition, String namespace, String application) {
    return workload(namespace, application)
        .map(workload -> workload.<List<Map<String, Object>>>get("status", "conditions"))
        .stream()
        .flatMap(List::stream)
        .anyMatch(
            found -> condition.equals(found.get("type")) && "True".equals(found.get("status")));
  }

  @Override
  public void close() {
    sweep(client);
    Sweep.namespaces(client, List.of(NAMESPACE));
  }

  /**
   * Removes Kueue and all its objects. A controller that a killed run left may not work any more,
   * so its webhooks and its API services go first, and this code takes the finalizers off. Objects
   * of the cluster that Helm no longer knows go last.
   */
  public static void sweep(KubernetesClient client) {
    HOOKS.forEach((plural, group) -> ofCluster(client, group, plural).withLabels(LABELS).delete());
    if (client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName("workloads.kueue.x-k8s.io")
            .get()
        != null) {
      KINDS.forEach(kind -> release(client, kind));
    }
    helm("uninstall", "kueue", "--ignore-not-found", "--wait");
    REST.forEach((plural, group) -> ofCluster(client, group, plural).withLabels(LABELS).delete());
  }

  private static MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      ofCluster(KubernetesClient client, String group, String plural) {
    return client.genericKubernetesResources(
        new ResourceDefinitionContext.Builder()
            .withGroup(group)
            .withVersion("v1")
            .withPlural(plural)
            .withNamespaced(false)
            .build());
  }

  private static void release(KubernetesClient client, String kind) {
    for (GenericKubernetesResource object :
        resources(client, kind).inAnyNamespace().list().getItems()) {
      client.resource(object).delete();
      eventually("gone: " + kind + " " + object.getMetadata().getName())
          .ignoreExceptions()
          .until(() -> isGone(client, object));
    }
  }

  /** Takes the finalizers off. A controller that works may change the object at the same moment. */
  private static boolean isGone(KubernetesClient client, GenericKubernetesResource object) {
    if (client.resource(object).get() == null) {
      return true;
    }
    client
        .resource(object)
        .edit(
            found -> {
              found.getMetadata().setFinalizers(List.of());
              return found;
            });
    return client.resource(object).get() == null;
  }

  private GenericKubernetesResource apply(GenericKubernetesResource object, boolean dryRun) {
    return client.resource(object).dryRun(dryRun).forceConflicts().serverSideApply();
  }

  private static GenericKubernetesResource flavor(String name) {
    return Serialization.unmarshal(
        """
        apiVersion: kueue.x-k8s.io/%s
        kind: ResourceFlavor
        metadata:
          name: %s
        """
            .formatted(VERSION, name),
        GenericKubernetesResource.class);
  }

  private static MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      resources(KubernetesClient client, String kind) {
    return client.genericKubernetesResources(
        new ResourceDefinitionContext.Builder()
            .withGroup("kueue.x-k8s.io")
            .withVersion(VERSION)
            .withKind(kind)
            .withPlural(kind.toLowerCase(Locale.ROOT) + (kind.endsWith("s") ? "es" : "s"))
            .withNamespaced(List.of("Workload", "LocalQueue").contains(kind))
            .build());
  }

  private static Helm.Ran helm(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--namespace", NAMESPACE));
    return new Helm().run(all);
  }

  private static Optional<Path> folder() {
    return Optional.ofNullable(System.getenv("E2E_TOOLS"))
        .map(Path::of)
        .map(tools -> tools.resolve("kueue"));
  }

  private static boolean isWhole(Path folder) {
    return List.of("image", "kueue.tar", "chart/Chart.yaml").stream()
        .allMatch(file -> Files.isReadable(folder.resolve(file)));
  }

  /** The values of charts/spark-application/docs/batch-schedulers.md, and the image from here. */
  private static String values() {
    try {
      String image = Files.readString(folder().orElseThrow().resolve("image")).strip();
      int colon = image.lastIndexOf(':');
      return Files.writeString(
              Files.createDirectories(Project.target().resolve(NAMESPACE)).resolve("kueue.yaml"),
              """
              controllerManager:
                featureGates:
                  - {name: SparkApplicationIntegration, enabled: true}
                manager:
                  image: {repository: %s, tag: %s, pullPolicy: IfNotPresent}
                  resources: {requests: {cpu: 50m, memory: 64Mi}}
              managerConfig:
                controllerManagerConfigYaml: |
                  apiVersion: config.kueue.x-k8s.io/v1beta2
                  kind: Configuration
                  health: {healthProbeBindAddress: ":8081"}
                  metrics: {bindAddress: ":8443"}
                  webhook: {port: 9443}
                  integrations:
                    frameworks: [sparkoperator.k8s.io/sparkapplication]
              """
                  .formatted(image.substring(0, colon), image.substring(colon + 1)))
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets a run remove the Kueue of a killed run. */
  public static final class Leftovers implements ClusterWide {
    @Override
    public String namespace() {
      return NAMESPACE;
    }

    @Override
    public void sweep(KubernetesClient client) {
      Kueue.sweep(client);
    }
  }
}
