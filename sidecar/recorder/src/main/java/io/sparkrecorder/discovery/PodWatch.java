package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The executor pods of one application: a list, then a watch that reconnects. */
final class PodWatch implements AutoCloseable {
  /** Pods per page; a whole list of a thousand pods would not fit into the heap. */
  private static final long PAGE = 50;

  private final FilterWatchListDeletable<Pod, PodList, PodResource> pods;
  private final Consumer<Sighting> listener;
  private final WatchTrouble trouble;
  private final SharedIndexInformer<Pod> informer;
  private volatile boolean closed;

  PodWatch(
      KubernetesClient client,
      String namespace,
      String app,
      Consumer<Sighting> listener,
      WatchTrouble trouble) {
    this.listener = listener;
    this.trouble = trouble;
    this.pods =
        client
            .pods()
            .inNamespace(namespace)
            .withLabels(Map.of("spark-app-selector", app, "spark-role", "executor"));
    this.informer = inform();
  }

  /** Reports every existing pod, and returns the uids. */
  Set<String> list() {
    Set<String> uids = new HashSet<>();
    String next = null;
    do {
      PodList page = pods.list(new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build());
      for (Pod pod : page.getItems()) {
        uids.add(pod.getMetadata().getUid());
        listener.accept(ExecutorPods.sighting(pod));
      }
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    trouble.over();
    return uids;
  }

  @Override
  public void close() {
    closed = true;
    informer.stop();
  }

  private SharedIndexInformer<Pod> inform() {
    SharedIndexInformer<Pod> made =
        pods.withLimit(PAGE)
            .runnableInformer(0)
            .itemStore(new LeanPods())
            .addEventHandler(new Handler())
            .exceptionHandler(
                (_, failure) -> {
                  if (!closed) {
                    trouble.met(failure);
                  }
                  return true;
                });
    made.start();
    return made;
  }

  private final class Handler implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      trouble.over();
      listener.accept(ExecutorPods.sighting(pod));
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      trouble.over();
      listener.accept(ExecutorPods.sighting(pod));
    }

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
      trouble.over();
      listener.accept(finalStateUnknown ? ExecutorPods.missed(pod) : ExecutorPods.deleted(pod));
    }

    @Override
    public void onNothing() {
      trouble.over();
    }
  }
}
