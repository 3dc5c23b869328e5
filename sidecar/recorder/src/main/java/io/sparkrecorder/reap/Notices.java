package io.sparkrecorder.reap;

import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.config.Role;
import io.sparkrecorder.discovery.Cluster;
import io.sparkrecorder.discovery.PodEvent;
import io.sparkrecorder.discovery.PodEvents;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.time.Deadline;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Writes an Event about each finished application, on its driver's pod. {@code kubectl get events}
 * shows it even after the pod is gone.
 */
final class Notices implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Optional<Cluster> cluster;
  private final String namespace;
  private final Clock clock;

  Notices(Optional<Cluster> cluster, String namespace, Clock clock) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.clock = clock;
  }

  /**
   * Tells of an outcome that is news.
   *
   * @param pods pods that left something, of which the last driver is named
   */
  void tell(String app, List<Liveness.Left> pods, Outcome outcome) throws InterruptedException {
    Optional<PodEvent> event = event(app, outcome);
    Optional<PodRecord> pod =
        pods.stream()
            .map(Liveness.Left::pod)
            .filter(one -> one.role().equals("driver"))
            .reduce((_, last) -> last)
            .or(() -> pods.stream().map(Liveness.Left::pod).findFirst());
    if (cluster.isEmpty() || event.isEmpty() || pod.isEmpty()) {
      return;
    }
    PodEvents events = new PodEvents(cluster.get(), identity(app, pod.get()), clock);
    events.tell(event.get());
    events.finish(Deadline.in(PATIENCE));
  }

  private PodIdentity identity(String app, PodRecord pod) {
    return new PodIdentity(
        app,
        namespace,
        pod.executorId().isPresent() ? Role.EXECUTOR : Role.DRIVER,
        pod.executorId(),
        pod.pod(),
        pod.uid(),
        pod.node());
  }

  private static Optional<PodEvent> event(String app, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Complete(_, String url) ->
          event(PodEvent.Type.NORMAL, "RecordingsComplete", "the reaper finished " + url);
      case Outcome.Incomplete(_, String url, String why) ->
          event(
              PodEvent.Type.WARNING,
              "RecordingsIncomplete",
              "the reaper finished " + url + ": " + why);
      case Outcome.Unfinished(String why) ->
          event(
              PodEvent.Type.WARNING,
              "RecordingsIncomplete",
              "the reaper will continue with " + app + ": " + why);
      case Outcome.Settled _,
          Outcome.Removed _,
          Outcome.WouldRemove _,
          Outcome.Kept _,
          Outcome.Live _,
          Outcome.Held _,
          Outcome.WouldFinish _,
          Outcome.Outrun _,
          Outcome.Failed _ ->
          Optional.empty();
    };
  }

  private static Optional<PodEvent> event(PodEvent.Type type, String reason, String note) {
    return Optional.of(new PodEvent(type, reason, "Reap", note));
  }

  @Override
  public void close() {
    cluster.ifPresent(Cluster::close);
  }
}
