package io.sparkrecorder.e2e;

import static io.sparkrecorder.e2e.Waiting.eventually;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Spark job, seen by its pods; whoever submitted it. */
final class SparkJob implements AutoCloseable {
  /** How long any of them may take. */
  static final Duration LONGEST = Duration.ofMinutes(4);

  private final KubernetesClient client;
  private final Witness witness;

  /** The only one of a namespace. */
  SparkJob(KubernetesClient client, String namespace) {
    this.client = client;
    this.witness = new Witness(client, namespace, pod -> true);
  }

  /** One that the operator submitted. */
  SparkJob(KubernetesClient client, String namespace, String application) {
    this.client = client;
    this.witness =
        new Witness(
            client,
            namespace,
            pod ->
                label(pod, "sparkoperator.k8s.io/app-name")
                    .filter(application::equals)
                    .isPresent());
  }

  static MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      applications(KubernetesClient client) {
    return resources(client, "SparkApplication", "sparkapplications");
  }

  static MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      scheduled(KubernetesClient client) {
    return resources(client, "ScheduledSparkApplication", "scheduledsparkapplications");
  }

  private static MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      resources(KubernetesClient client, String kind, String plural) {
    return client.genericKubernetesResources(
        new ResourceDefinitionContext.Builder()
            .withGroup("sparkoperator.k8s.io")
            .withVersion("v1beta2")
            .withKind(kind)
            .withPlural(plural)
            .withNamespaced(true)
            .build());
  }

  /** Waits for the driver's pod. */
  Pod awaitDriver() {
    eventually("a driver").until(() -> !drivers().isEmpty());
    return driver();
  }

  /** Waits until the last of the driver's containers has ended, which is the recorder. */
  void awaitEnd() {
    eventually("the end of the driver's pod", LONGEST)
        .until(() -> Pods.hasEnded(awaitDriver()) && executors().stream().allMatch(this::isGone));
  }

  /** All that there ever were: a job that is started again has more than one. */
  List<Pod> drivers() {
    return ofRole("driver");
  }

  Pod driver() {
    List<Pod> drivers = drivers();
    if (drivers.size() != 1) {
      throw new AssertionError(drivers.size() + " drivers instead of one");
    }
    return drivers.getFirst();
  }

  /** Each as it was last seen. */
  List<Pod> executors() {
    return ofRole("executor");
  }

  /** Each pod of the job as it was last seen. */
  List<Pod> pods() {
    return Stream.concat(Stream.of(driver()), executors().stream()).toList();
  }

  /** Spark's own id of the application. */
  String id() {
    return driver().getMetadata().getLabels().get("spark-app-selector");
  }

  String log(Pod pod, String container) {
    return client.pods().resource(pod).inContainer(container).getLog();
  }

  @Override
  public void close() {
    witness.close();
  }

  private List<Pod> ofRole(String role) {
    return witness.pods().stream()
        .filter(pod -> role.equals(label(pod, "spark-role").orElse("")))
        .toList();
  }

  private boolean isGone(Pod pod) {
    return Pods.hasEnded(pod) || client.pods().resource(pod).get() == null;
  }

  private static Optional<String> label(Pod pod, String name) {
    return Optional.ofNullable(pod.getMetadata().getLabels()).map(labels -> labels.get(name));
  }
}
