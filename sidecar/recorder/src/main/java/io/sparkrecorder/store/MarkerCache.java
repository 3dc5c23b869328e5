package io.sparkrecorder.store;

import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.s3.model.ObjectEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Markers that were read from the bucket, so that a marker that stays the same is fetched once. The
 * entries of all markers together are limited, because those of thousands of executors share one
 * heap; a marker beyond the limit is fetched at each look.
 */
final class MarkerCache {
  private record Known(ObjectEntry version, Marker marker) {}

  private final int mostOfOne;
  private final int most;
  private final Map<String, Known> known = new HashMap<>();
  private int entries;

  /**
   * Holds nothing.
   *
   * @param mostOfOne largest marker that is kept, in entries: files, skipped files, objects
   * @param most entries of all markers together
   */
  MarkerCache(int mostOfOne, int most) {
    this.mostOfOne = mostOfOne;
    this.most = most;
  }

  /** The marker of the pod in this version; empty if it is not kept. */
  synchronized Optional<Marker> find(String name, ObjectEntry version) {
    return Optional.ofNullable(known.get(name))
        .filter(it -> it.version().equals(version))
        .map(Known::marker);
  }

  /** Replaces the marker of the pod. */
  synchronized void put(String name, ObjectEntry version, Marker marker) {
    remove(name);
    int more = size(marker);
    if (more <= mostOfOne && entries + more <= most) {
      known.put(name, new Known(version, marker));
      entries += more;
    }
  }

  /** Forgets the marker of the pod. */
  synchronized void remove(String name) {
    Known before = known.remove(name);
    if (before != null) {
      entries -= size(before.marker());
    }
  }

  /** Counts the marker itself as an entry, because an empty one needs memory too. */
  private static int size(Marker marker) {
    return 1 + marker.files().size() + marker.skipped().size() + marker.objects().size();
  }
}
