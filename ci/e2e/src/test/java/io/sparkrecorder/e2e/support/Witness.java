package io.sparkrecorder.e2e.support;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Remembers pods of a namespace, each as it was last seen, also those that are gone: executors do
 * not stay.
 */
public final class Witness implements AutoCloseable, ResourceEventHandler<Pod> {
  private final Map<String, Pod> seen = new ConcurrentHashMap<>();
  private final Predicate<Pod> which;
  private final SharedIndexInformer<Pod> informer;

  public Witness(KubernetesClient client, String namespace, Predicate<Pod> which) {
    this.which = which;
    informer = client.pods().inNamespace(namespace).inform(this);
  }

  public List<Pod> pods() {
    return seen.values().stream()
        .filter(which)
        .sorted((one, other) -> name(one).compareTo(name(other)))
        .toList();
  }

  @Override
  public void onAdd(Pod pod) {
    seen.put(pod.getMetadata().getUid(), pod);
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    seen.put(pod.getMetadata().getUid(), pod);
  }

  @Override
  public void onDelete(Pod pod, boolean stateUnknown) {
    seen.put(pod.getMetadata().getUid(), pod);
  }

  @Override
  public void close() {
    informer.close();
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }
}
