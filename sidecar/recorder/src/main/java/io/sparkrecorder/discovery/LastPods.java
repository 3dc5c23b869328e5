package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pods of an application that the cluster still has.
 *
 * @param fates fate of each pod, by uid
 * @param living name of a pod that may still work; empty if there is none
 */
public record LastPods(Map<String, Fate> fates, Optional<String> living) {
  private static final long PAGE = 500;

  /** The most that a kubelet needs to end a pod after its deletion deadline. */
  private static final Duration OVERDUE = Duration.ofMinutes(10);

  /**
   * Lists the pods with the application's label, with or without a recorder.
   *
   * @throws RuntimeException if the cluster does not answer, or does not allow it
   */
  public static LastPods of(Cluster cluster, String namespace, String app) {
    Map<String, Fate> fates = new LinkedHashMap<>();
    Optional<String> living = Optional.empty();
    String next = null;
    do {
      PodList page =
          cluster
              .client()
              .pods()
              .inNamespace(namespace)
              .withLabel("spark-app-selector", app)
              .list(new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build());
      for (Pod pod : page.getItems()) {
        fates.put(pod.getMetadata().getUid(), ExecutorPods.sighting(pod).fate());
        if (mayWork(pod, cluster.now())) {
          living = Optional.of(pod.getMetadata().getName());
        }
      }
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return new LastPods(fates, living);
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
