package io.sparkrecorder.discovery;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Several ways to learn of executors at once: what one is not allowed to see, another may. */
public final class CombinedDiscovery implements Discovery {
  private final List<Discovery> ways;

  public CombinedDiscovery(Discovery... ways) {
    this.ways = List.of(ways);
  }

  @Override
  public void start(Consumer<Sighting> listener) {
    ways.forEach(way -> way.start(listener));
  }

  /** The first answer of those who can say what there is. */
  @Override
  public Optional<Set<String>> refresh() {
    return ways.stream().map(Discovery::refresh).toList().stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** What the cluster has not shown, announcements cannot make up for. */
  @Override
  public Optional<String> blind() {
    return ways.stream().map(Discovery::blind).flatMap(Optional::stream).findFirst();
  }

  @Override
  public void close() {
    ways.forEach(Discovery::close);
  }
}
