package io.sparkrecorder.ship;

import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says of each pod what is in S3 and what is not. */
final class Manifests {
  private Manifests() {}

  /**
   * @param blind why there may be pods that nobody saw
   * @param earlier the manifest of an earlier attempt of this application; its pods that this store
   *     does not know stay in the new one
   */
  static Manifest merge(
      String app,
      String namespace,
      Instant now,
      Optional<String> blind,
      List<ManifestPod> pods,
      Optional<Manifest> earlier) {
    List<ManifestPod> all = new ArrayList<>(pods);
    Set<String> uids = new HashSet<>();
    pods.forEach(pod -> uids.add(pod.pod().uid()));
    earlier.stream()
        .flatMap(manifest -> manifest.pods().stream())
        .filter(pod -> uids.add(pod.pod().uid()))
        .forEach(all::add);
    all.sort(Comparator.comparing(pod -> !pod.pod().role().equals("driver")));
    return new Manifest(app, namespace, now, blind, all);
  }

  /** A pod's entry. */
  static ManifestPod entry(Sighting sighting, Optional<Marker> marker, List<ManifestFile> files) {
    return new ManifestPod(
        sighting.pod(),
        state(sighting, marker, files),
        reason(sighting, marker),
        exitCode(sighting).or(() -> marker.flatMap(Marker::exitCode)),
        marker.map(Marker::started),
        marker.flatMap(Marker::sealed),
        files,
        marker.map(Marker::skipped).orElse(List.of()));
  }

  /** The entry of a pod whose folder cannot be read. */
  static ManifestPod unreadable(Sighting sighting, Throwable why) {
    return new ManifestPod(
        sighting.pod(),
        ManifestPodState.MISSING,
        Optional.of("unreadable: " + why.getMessage()),
        exitCode(sighting),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of());
  }

  private static ManifestPodState state(
      Sighting sighting, Optional<Marker> marker, List<ManifestFile> files) {
    boolean open = marker.isEmpty() || marker.get().state() == PodState.RECORDING;
    if (open && files.isEmpty() && sighting.fate() instanceof Fate.NeverStarted) {
      return ManifestPodState.NEVER_STARTED;
    }
    if (marker.isEmpty() && files.isEmpty()) {
      return ManifestPodState.MISSING;
    }
    return marker.isPresent() && marker.get().state() == PodState.SEALED
        ? ManifestPodState.SEALED
        : ManifestPodState.PARTIAL;
  }

  /** What ended the pod, and before that, where its marker is not sealed, why it is not. */
  private static Optional<String> reason(Sighting sighting, Optional<Marker> marker) {
    Optional<String> end =
        switch (sighting.fate()) {
          case Fate.Alive() -> Optional.empty();
          case Fate.Ended(String reason, _) -> Optional.of(reason);
          case Fate.Gone(String reason, _) -> Optional.of(reason);
          case Fate.NeverStarted(String reason) -> Optional.of(reason);
        };
    if (marker.isPresent() && marker.get().state() != PodState.RECORDING) {
      return marker.get().reason().or(() -> end);
    }
    return Optional.of(
        end.orElse(
            marker.isPresent()
                ? "no-marker: its recorder announced the pod and never sealed its marker"
                : "no-marker: nothing of it reached the store"));
  }

  private static Optional<Integer> exitCode(Sighting sighting) {
    return switch (sighting.fate()) {
      case Fate.Ended(_, Optional<Integer> code) -> code;
      case Fate.Gone(_, Optional<Integer> code) -> code;
      case Fate.Alive(), Fate.NeverStarted(_) -> Optional.empty();
    };
  }
}
