package io.sparkrecorder.reap;

import io.sparkrecorder.discovery.Discovery;
import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.LastPods;
import io.sparkrecorder.discovery.Sighting;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reports the pods of an application that has ended: those of the store, with their fate, and
 * executors that left nothing in the store and that the cluster still has.
 *
 * @param seen the pods that the cluster still has; empty if it does not tell
 */
record LeftPods(List<Liveness.Left> pods, Optional<LastPods> seen) implements Discovery {

  @Override
  public void start(Consumer<Sighting> listener) {
    pods.forEach(left -> listener.accept(new Sighting(left.pod(), fate(left))));
    seen.map(LastPods::executors).orElse(List.of()).forEach(listener);
  }

  private Fate fate(Liveness.Left left) {
    Fate alive = new Fate.Alive();
    return seen.map(LastPods::fates)
        .map(
            known ->
                known.getOrDefault(left.pod().uid(), left.ended() ? alive : Fate.Gone.unseen()))
        .orElse(alive);
  }

  @Override
  public Optional<Set<String>> refresh() {
    return seen.map(known -> known.fates().keySet());
  }

  @Override
  public void close() {}
}
