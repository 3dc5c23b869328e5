package io.sparkrecorder.failuremap.cluster;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The SparkApplications of one experiment in a namespace. */
final class SparkApplications {
  static final String GROUP = "sparkoperator.k8s.io";
  static final String PLURAL = "sparkapplications";

  private static final ResourceDefinitionContext TYPE =
      new ResourceDefinitionContext.Builder()
          .withGroup(GROUP)
          .withVersion("v1beta2")
          .withKind(Template.KIND)
          .withPlural(PLURAL)
          .withNamespaced(true)
          .build();

  private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED");

  private final KubernetesClient client;
  private final String namespace;
  private final String experiment;

  SparkApplications(KubernetesClient client, String namespace, String experiment) {
    this.client = client;
    this.namespace = namespace;
    this.experiment = experiment;
  }

  private NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      all() {
    return client.genericKubernetesResources(TYPE).inNamespace(namespace);
  }

  void create(GenericKubernetesResource application) {
    all().resource(application).create();
  }

  /** The applications of the experiment, with the arguments of each. */
  List<Found> mine() {
    return client
        .genericKubernetesResources(TYPE)
        .inNamespace(namespace)
        .withLabel(Labels.MAP, experiment)
        .list()
        .getItems()
        .stream()
        .map(one -> new Found(one.getMetadata().getName(), arguments(one)))
        .toList();
  }

  record Found(String name, List<String> arguments) {}

  private static List<String> arguments(GenericKubernetesResource application) {
    List<?> arguments = application.get("spec", "arguments");
    return arguments == null ? List.of() : arguments.stream().map(String::valueOf).toList();
  }

  /** The state that the operator tells; empty if there is no such application. */
  Optional<State> state(String name) {
    GenericKubernetesResource application = all().withName(name).get();
    if (application == null) {
      return Optional.empty();
    }
    Map<?, ?> state = application.get("status", "applicationState");
    return Optional.of(
        state == null
            ? new State("", "")
            : new State(text(state.get("state")), text(state.get("errorMessage"))));
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }

  /** What the operator tells about an application. */
  record State(String name, String error) {
    boolean ended() {
      return ENDED.contains(name);
    }
  }

  /** Deletes an application with its pods, and does not wait. */
  void delete(String name) {
    try {
      all().withName(name).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
    } catch (KubernetesClientException e) {
      if (e.getCode() != 404) {
        throw e;
      }
    }
  }
}
