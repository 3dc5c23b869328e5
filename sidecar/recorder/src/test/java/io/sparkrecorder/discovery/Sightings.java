package io.sparkrecorder.discovery;

import io.sparkrecorder.marker.PodRecord;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Collects all sightings of a discovery, in their order. */
final class Sightings implements Consumer<Sighting> {
  private final List<Sighting> all = new CopyOnWriteArrayList<>();

  @Override
  public void accept(Sighting sighting) {
    all.add(sighting);
  }

  Set<String> uids() {
    return all.stream().map(sighting -> sighting.pod().uid()).collect(Collectors.toSet());
  }

  List<Fate> of(String uid) {
    return all.stream()
        .filter(sighting -> sighting.pod().uid().equals(uid))
        .map(Sighting::fate)
        .toList();
  }

  /** The pod of its last sighting. */
  PodRecord pod(String uid) {
    return all.stream()
        .map(Sighting::pod)
        .filter(pod -> pod.uid().equals(uid))
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  int count() {
    return all.size();
  }
}
