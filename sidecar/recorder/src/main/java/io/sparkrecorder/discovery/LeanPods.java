package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.Map;
import java.util.Optional;

/**
 * The informer's store of pods. It keeps only the fields that determine an executor's fate, because
 * a small heap may have to hold a thousand pods. The key is the uid, because a new pod may reuse a
 * name.
 */
final class LeanPods extends BasicItemStore<Pod> {
  LeanPods() {
    super(Cache::metaUidKeyFunc);
  }

  @Override
  public Pod put(String key, Pod pod) {
    return super.put(key, lean(pod));
  }

  static Pod lean(Pod pod) {
    var spec =
        new PodBuilder()
            .withNewMetadata()
            .withName(pod.getMetadata().getName())
            .withNamespace(pod.getMetadata().getNamespace())
            .withUid(pod.getMetadata().getUid())
            .withResourceVersion(pod.getMetadata().getResourceVersion())
            .withLabels(labels(pod))
            .endMetadata()
            .withStatus(pod.getStatus())
            .withNewSpec()
            .withNodeName(pod.getSpec().getNodeName());
    SparkContainer.of(pod)
        .ifPresent(
            spark ->
                spec.addToContainers(new ContainerBuilder().withName(spark.getName()).build()));
    return spec.endSpec().build();
  }

  private static Map<String, String> labels(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getLabels())
        .map(labels -> labels.get(ExecutorPods.EXECUTOR_ID))
        .map(id -> Map.of(ExecutorPods.EXECUTOR_ID, id))
        .orElse(Map.of());
  }
}
