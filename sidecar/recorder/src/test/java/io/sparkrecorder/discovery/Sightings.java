package io.sparkrecorder.discovery;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** All that a discovery told, in the order in which it did. */
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

  int count() {
    return all.size();
  }
}
