package io.sparkrecorder.e2e.platform;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** The Spark operator's kinds, which have no Java classes here. */
public final class SparkApplications {
  private SparkApplications() {}

  public static MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      applications(KubernetesClient client) {
    return resources(client, "v1beta2", "SparkApplication", "sparkapplications");
  }

  public static MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      scheduled(KubernetesClient client) {
    return resources(client, "v1beta2", "ScheduledSparkApplication", "scheduledsparkapplications");
  }

  public static MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      connects(KubernetesClient client) {
    return resources(client, "v1alpha1", "SparkConnect", "sparkconnects");
  }

  private static MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      resources(KubernetesClient client, String version, String kind, String plural) {
    return client.genericKubernetesResources(
        new ResourceDefinitionContext.Builder()
            .withGroup("sparkoperator.k8s.io")
            .withVersion(version)
            .withKind(kind)
            .withPlural(plural)
            .withNamespaced(true)
            .build());
  }
}
