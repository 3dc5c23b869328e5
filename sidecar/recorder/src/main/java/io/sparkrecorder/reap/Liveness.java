package io.sparkrecorder.reap;

import io.sparkrecorder.discovery.Cluster;
import io.sparkrecorder.discovery.LastPods;
import io.sparkrecorder.marker.MarkerSummary;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.store.SafeFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether an application may still run. Kubernetes decides if it answers and the application
 * has a recorder on its driver; otherwise the age of the last change in the store decides.
 */
final class Liveness {
  private static final Logger LOG = LoggerFactory.getLogger(Liveness.class);

  private final Optional<Cluster> cluster;
  private final String namespace;
  private final Duration idle;
  private final Clock clock;
  private boolean said;

  Liveness(Optional<Cluster> cluster, String namespace, Duration idle, Clock clock) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.idle = idle;
    this.clock = clock;
  }

  /**
   * A pod that left something in the store.
   *
   * @param ended whether its recorder has sealed its marker
   */
  record Left(PodRecord pod, boolean ended) {}

  /** The answer. */
  sealed interface Life {
    record Alive(String why) implements Life {}

    /**
     * Every pod has ended.
     *
     * @param seen the pods that the cluster still has; empty if it does not tell
     */
    record Over(List<Left> pods, Optional<LastPods> seen) implements Life {}
  }

  Life of(String app, AppFolder store) throws IOException {
    List<Left> pods = new ArrayList<>();
    for (PodFolder place : store.pods()) {
      left(place).ifPresent(pods::add);
    }
    Optional<LastPods> seen = seen(app, pods);
    Optional<String> living = seen.flatMap(LastPods::living);
    if (living.isPresent()) {
      return new Life.Alive("pod %s".formatted(living.get()));
    }
    boolean known = seen.isPresent() && pods.stream().anyMatch(Liveness::isKnownDriver);
    if (!known) {
      Duration age = Duration.between(lastChange(store), clock.instant());
      if (age.compareTo(idle) < 0) {
        return new Life.Alive(
            "its last change was %d s ago (RECORDER_REAP_IDLE)".formatted(age.toSeconds()));
      }
    }
    return new Life.Over(List.copyOf(pods), seen);
  }

  /** Tells whether the cluster could be asked for this driver. */
  private static boolean isKnownDriver(Left left) {
    return left.pod().role().equals("driver") && left.pod().isNamed();
  }

  private static Optional<Left> left(PodFolder place) throws IOException {
    try {
      Optional<MarkerSummary> marker = place.summary();
      if (marker.isPresent()) {
        return Optional.of(new Left(marker.get().pod(), marker.get().ended()));
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("the marker of {} cannot be read", place, e);
    }
    return place.identity().map(pod -> new Left(pod, false));
  }

  private Optional<LastPods> seen(String app, List<Left> pods) {
    if (cluster.isEmpty()) {
      return Optional.empty();
    }
    try {
      List<PodRecord> unsealed =
          pods.stream().filter(left -> !left.ended()).map(Left::pod).toList();
      return Optional.of(LastPods.of(cluster.get(), namespace, app, unsealed));
    } catch (RuntimeException e) {
      if (!said) {
        said = true;
        LOG.warn(
            "Kubernetes does not tell which pods live, so the age of the last change decides: {}",
            LastPods.why(e));
      }
      return Optional.empty();
    }
  }

  private static Instant lastChange(AppFolder app) throws IOException {
    Path root = SafeFiles.parent(app.path());
    Instant last = changed(root, app.executorsJournal());
    for (PodFolder pod : app.pods()) {
      Path path = pod.path().toAbsolutePath();
      for (Path file :
          List.of(
              path,
              path.resolve("marker.json"),
              pod.filesJournal(),
              pod.shippedJournals().getFirst())) {
        Instant changed = changed(root, file);
        last = changed.isAfter(last) ? changed : last;
      }
    }
    return last;
  }

  private static Instant changed(Path root, Path file) {
    try {
      return SafeFiles.attributes(root, file.toAbsolutePath()).lastModifiedTime().toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }
}
