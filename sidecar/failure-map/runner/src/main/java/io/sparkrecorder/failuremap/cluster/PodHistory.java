package io.sparkrecorder.failuremap.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The pods of an experiment as they were last seen: Spark deletes executors that died. */
final class PodHistory implements ResourceEventHandler<Pod>, AutoCloseable {
  private final Map<String, Sighting> byUid = new ConcurrentHashMap<>();
  private final SharedIndexInformer<Pod> informer;

  PodHistory(KubernetesClient client, String namespace, String experiment) {
    informer = client.pods().inNamespace(namespace).withLabel(Labels.MAP, experiment).inform(this);
  }

  /**
   * A pod.
   *
   * @param gone it was deleted since
   * @param since monotonic nanoseconds at which it was first seen
   */
  record Sighting(Pod pod, boolean gone, long since) {
    boolean seenFor(Duration time) {
      return System.nanoTime() - since > time.toNanos();
    }

    boolean ended() {
      return gone || PodState.ended(pod);
    }

    private String label(String name) {
      return Optional.ofNullable(pod.getMetadata().getLabels())
          .map(labels -> labels.get(name))
          .orElse("");
    }
  }

  Optional<Sighting> driver(String application) {
    return of(application).stream()
        .filter(sighting -> sighting.label(Labels.ROLE).equals("driver"))
        .findFirst();
  }

  /** All executor pods of an application, also those that are gone. */
  List<Sighting> executors(String application) {
    return of(application).stream()
        .filter(sighting -> sighting.label(Labels.ROLE).equals("executor"))
        .toList();
  }

  static String executorId(Sighting executor) {
    return executor.label(Labels.EXECUTOR);
  }

  static String sparkApplication(Sighting pod) {
    return pod.label(Labels.SPARK_APPLICATION);
  }

  private List<Sighting> of(String application) {
    return byUid.values().stream()
        .filter(sighting -> sighting.label(Labels.APPLICATION).equals(application))
        .toList();
  }

  void forget(String application) {
    byUid.values().removeIf(sighting -> sighting.label(Labels.APPLICATION).equals(application));
  }

  @Override
  public void onAdd(Pod pod) {
    see(pod, false);
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    see(pod, false);
  }

  @Override
  public void onDelete(Pod pod, boolean deletedFinalStateUnknown) {
    see(pod, true);
  }

  private void see(Pod pod, boolean gone) {
    byUid.compute(
        pod.getMetadata().getUid(),
        (uid, before) ->
            new Sighting(pod, gone, before == null ? System.nanoTime() : before.since()));
  }

  @Override
  public void close() {
    informer.close();
  }
}
