package io.sparkrecorder.store;

import io.sparkrecorder.marker.RecordedFile;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a pod's folder as the lines of its journal describe them: each file in its last
 * state, and the file that each source went into.
 *
 * <p>One thread may change it. Other threads may read files, under the lock that the change holds.
 */
final class StoredFiles {
  private final Map<String, RecordedFile> files = new LinkedHashMap<>();
  private final SourceIndex sources = new SourceIndex();
  private final SharedTexts texts = new SharedTexts();

  /** The number of missing bytes of each source that was cut. */
  private final Map<String, Long> missing = new HashMap<>();

  /** Takes a line of the journal. */
  void add(StoredFile stored) {
    RecordedFile file = texts.in(stored.file());
    sources.put(stored.from(), file.name());
    files.put(file.name(), file);
    if (stored.missing() > 0) {
      missing.put(stored.from(), stored.missing());
    } else {
      missing.remove(stored.from());
    }
  }

  boolean contains(String name) {
    return files.containsKey(name);
  }

  Optional<RecordedFile> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /** All files, in the order in which they came. */
  Collection<RecordedFile> all() {
    return List.copyOf(files.values());
  }

  /** The name of the file that a source with this identity went into. */
  Optional<String> nameOf(String from) {
    return Optional.ofNullable(sources.get(from));
  }

  /** The number of bytes of this source that did not arrive. */
  long missing(String from) {
    return missing.getOrDefault(from, 0L);
  }

  /** Tells whether all of a source with this identity is in a file. */
  boolean holds(String from) {
    return sources.get(from) != null && !missing.containsKey(from);
  }
}
