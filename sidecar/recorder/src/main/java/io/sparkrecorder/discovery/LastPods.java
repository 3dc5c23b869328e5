package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.sparkrecorder.marker.PodRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pods of an application that the cluster still has.
 *
 * @param fates fate of each pod, by uid
 * @param executors all executors, with or without a recorder
 * @param living name of a pod that may still work; empty if there is none
 */
public record LastPods(Map<String, Fate> fates, List<Sighting> executors, Optional<String> living) {
  /** Pods per page; a whole list of a thousand pods would not fit into the heap. */
  private static final long PAGE = 50;

  private static final String APP = "spark-app-selector";

  /** The most that a kubelet needs to end a pod after its deletion deadline. */
  private static final Duration OVERDUE = Duration.ofMinutes(10);

  /**
   * Lists the pods with the application's label, with or without a recorder. Then asks for those of
   * the store by name, because a pod with a recorder need not have that label.
   *
   * @param unsealed pods of the store that may still run
   * @throws RuntimeException if the cluster does not answer, or does not allow it
   */
  public static LastPods of(
      Cluster cluster, String namespace, String app, List<PodRecord> unsealed) {
    Seen seen = new Seen(cluster);
    var pods = cluster.client().pods().inNamespace(namespace);
    String next = null;
    do {
      PodList page =
          pods.withLabel(APP, app)
              .list(new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build());
      page.getItems().forEach(seen::add);
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    for (PodRecord left : unsealed) {
      if (!seen.fates.containsKey(left.uid()) && left.isNamed()) {
        Optional.ofNullable(pods.withName(left.pod()).get())
            .filter(pod -> left.uid().equals(pod.getMetadata().getUid()))
            .ifPresent(seen::add);
      }
    }
    return new LastPods(seen.fates, List.copyOf(seen.executors), seen.living);
  }

  /** The answers so far. */
  private static final class Seen {
    private final Cluster cluster;
    private final Map<String, Fate> fates = new LinkedHashMap<>();
    private final List<Sighting> executors = new ArrayList<>();
    private Optional<String> living = Optional.empty();

    Seen(Cluster cluster) {
      this.cluster = cluster;
    }

    void add(Pod pod) {
      Sighting sighting = ExecutorPods.sighting(pod);
      fates.put(sighting.pod().uid(), sighting.fate());
      if (ExecutorPods.isExecutor(pod)) {
        executors.add(sighting);
      }
      if (mayWork(pod, cluster.now())) {
        living = Optional.of(pod.getMetadata().getName());
      }
    }
  }

  /** A short text of a failure of {@link #of}, for people. */
  public static String why(RuntimeException failure) {
    return Cluster.forbids(failure)
        ? "this service account may not list pods"
        : Cluster.brief(failure);
  }

  /** Tells whether a container of the pod may run; a node that is lost never says that it ended. */
  private static boolean mayWork(Pod pod, Instant now) {
    String phase =
        Optional.ofNullable(pod.getStatus()).map(status -> status.getPhase()).orElse("Unknown");
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      return false;
    }
    return Optional.ofNullable(pod.getMetadata().getDeletionTimestamp())
        .map(at -> Instant.parse(at).plus(OVERDUE).isAfter(now))
        .orElse(true);
  }
}
