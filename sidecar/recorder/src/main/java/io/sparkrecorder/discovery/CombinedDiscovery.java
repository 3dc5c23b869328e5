package io.sparkrecorder.discovery;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Several discoveries at once: one may see executors that another is not allowed to see. */
public final class CombinedDiscovery implements Discovery {
  private final List<Discovery> ways;

  public CombinedDiscovery(Discovery... ways) {
    this.ways = List.of(ways);
  }

  @Override
  public void start(Consumer<Sighting> listener) {
    ways.forEach(way -> way.start(listener));
  }

  /** The answer of the first discovery that can list the executors. */
  @Override
  public Optional<Set<String>> refresh() {
    return ways.stream().map(Discovery::refresh).toList().stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The first reported obstacle: announcements cannot replace a view of the cluster. */
  @Override
  public Optional<String> blind() {
    return ways.stream().map(Discovery::blind).flatMap(Optional::stream).findFirst();
  }

  @Override
  public void close() {
    ways.forEach(Discovery::close);
  }
}
