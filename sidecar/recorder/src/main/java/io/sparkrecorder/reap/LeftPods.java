package io.sparkrecorder.reap;

import io.sparkrecorder.discovery.Discovery;
import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reports the pods of an application that has ended: those of the store, with their fate. */
record LeftPods(List<Liveness.Left> pods, Optional<Map<String, Fate>> fates) implements Discovery {

  @Override
  public void start(Consumer<Sighting> listener) {
    pods.forEach(left -> listener.accept(new Sighting(left.pod(), fate(left))));
  }

  private Fate fate(Liveness.Left left) {
    Fate alive = new Fate.Alive();
    return fates
        .map(
            known ->
                known.getOrDefault(left.pod().uid(), left.ended() ? alive : Fate.Gone.unseen()))
        .orElse(alive);
  }

  @Override
  public Optional<Set<String>> refresh() {
    return fates.map(Map::keySet);
  }

  @Override
  public void close() {}
}
