package io.sparkrecorder.e2e.support;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All objects of a namespace, of any kind, as {@code Kind/name}; and the objects that its releases
 * have outside of it.
 */
public final class Contents {
  /** Objects that Kubernetes itself puts into a namespace, or writes about it. */
  private static final Set<String> KUBERNETES_OWN =
      Set.of("ConfigMap/kube-root-ca.crt", "ServiceAccount/default");

  private final KubernetesClient client;
  private final String namespace;

  Contents(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  public static Set<String> of(KubernetesClient client, String namespace) {
    return new Contents(client, namespace).all();
  }

  private Set<String> all() {
    Set<String> all = new TreeSet<>();
    versions().forEach(version -> objects(version).forEach(all::add));
    all.removeAll(KUBERNETES_OWN);
    return all;
  }

  private Stream<String> versions() {
    return Stream.concat(
        Stream.of("v1"),
        client.getApiGroups().getGroups().stream()
            .map(group -> group.getPreferredVersion())
            .map(GroupVersionForDiscovery::getGroupVersion)
            .filter(version -> !version.startsWith("metrics.k8s.io/")));
  }

  private Stream<String> objects(String version) {
    APIResourceList resources = client.getApiResources(version);
    return resources == null
        ? Stream.empty()
        : resources.getResources().stream()
            .filter(resource -> resource.getVerbs().contains("list"))
            .filter(resource -> !"Event".equals(resource.getKind()))
            .flatMap(resource -> objects(version, resource));
  }

  private Stream<String> objects(String version, APIResource resource) {
    var operation = client.genericKubernetesResources(context(version, resource));
    return (resource.getNamespaced()
            ? operation.inNamespace(namespace).list().getItems().stream()
            : operation.list().getItems().stream().filter(this::isOfRelease))
        .map(object -> resource.getKind() + "/" + object.getMetadata().getName());
  }

  private boolean isOfRelease(GenericKubernetesResource object) {
    return Optional.ofNullable(object.getMetadata().getAnnotations())
        .map(annotations -> annotations.get("meta.helm.sh/release-namespace"))
        .filter(namespace::equals)
        .isPresent();
  }

  private static ResourceDefinitionContext context(String version, APIResource resource) {
    int slash = version.indexOf('/');
    return new ResourceDefinitionContext.Builder()
        .withGroup(slash < 0 ? "" : version.substring(0, slash))
        .withVersion(version.substring(slash + 1))
        .withKind(resource.getKind())
        .withPlural(resource.getName())
        .withNamespaced(resource.getNamespaced())
        .build();
  }
}
