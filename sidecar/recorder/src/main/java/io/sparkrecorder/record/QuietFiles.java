package io.sparkrecorder.record;

import io.sparkrecorder.config.Completeness.Rule;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.spool.SpoolFile;
import io.sparkrecorder.store.PodStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Measures for how long files have not changed, for {@link Rule.StableSize}. A copied file stays in
 * the spool while the JVM runs, because its writer may still have it open. If it changes, its copy
 * is no longer whole, and the file is copied again once it has been quiet for twice as long as
 * before: a file that changes all the time is copied a few times only.
 */
final class QuietFiles {
  private static final int MOST_DOUBLINGS = 10;

  private final PodStore store;
  private final LongSupplier nanos;
  private Map<Path, Seen> seen = new HashMap<>();
  private Map<Path, Seen> next = new HashMap<>();

  /** Names of files that an earlier recorder of this pod called whole. */
  private final Set<String> earlier;

  private OptionalLong end = OptionalLong.empty();

  /** Whether a copy turned out to be outdated during this look. */
  private boolean outdated;

  QuietFiles(PodStore store, LongSupplier nanos) {
    this.store = store;
    this.nanos = nanos;
    this.earlier =
        store.files().stream()
            .filter(file -> file.state() == FileState.WHOLE)
            .map(RecordedFile::name)
            .collect(Collectors.toCollection(HashSet::new));
  }

  /**
   * A file in the state of the last look.
   *
   * @param since time at which it was first seen in this state
   * @param copied the state in which it was copied last
   * @param copies number of its copies
   */
  private record Seen(SpoolFile file, long since, Optional<SpoolFile> copied, int copies) {
    /** The same path in its present state; another inode is another file. */
    Seen at(SpoolFile now, long time) {
      if (file.equals(now)) {
        return this;
      }
      return file.inode() == now.inode()
          ? new Seen(now, time, copied, copies)
          : new Seen(now, time, Optional.empty(), 0);
    }

    Seen withCopy() {
      return new Seen(file, since, Optional.of(file), copies + 1);
    }

    Seen withoutCopy() {
      return new Seen(file, since, Optional.empty(), copies);
    }
  }

  /** Begins a look at all files. */
  void begin() {
    next = new HashMap<>();
    outdated = false;
  }

  /**
   * Ends a look: forgets the files that it did not meet. Returns whether a copy that was called
   * whole is so no longer.
   */
  boolean done() {
    seen = next;
    return outdated;
  }

  /** Tells whether to copy the file now, although its JVM runs. */
  boolean isDue(SpoolFile file, Rule.StableSize rule) throws IOException {
    long now = nanos.getAsLong();
    Seen it = look(file, now);
    next.put(file.path(), it);
    Duration wait = rule.quiet().multipliedBy(1L << Math.min(it.copies(), MOST_DOUBLINGS));
    return isQuiet(it, now, wait) && !store.holds(file.identity());
  }

  /** Notes that the JVM has ended. Only the first call counts: its files never change again. */
  void jvmEnded() {
    end = OptionalLong.of(end.orElseGet(nanos));
  }

  /** Tells whether the file was quiet when the JVM ended. */
  boolean wasQuiet(SpoolFile file, Rule.StableSize rule) throws IOException {
    long then = end.orElseThrow();
    return isQuiet(look(file, then), then, rule.quiet());
  }

  /** Notes that the file was copied in the state of the last look, if the store has all of it. */
  void copied(SpoolFile file) {
    if (store.holds(file.identity())) {
      seen.computeIfPresent(file.path(), (_, it) -> it.withCopy());
    }
  }

  private Seen look(SpoolFile file, long now) throws IOException {
    Seen before = seen.get(file.path());
    Seen it = before == null ? first(file, now) : before.at(file, now);
    Optional<SpoolFile> old = it.copied().filter(copy -> !copy.equals(file));
    if (old.isEmpty()) {
      return it;
    }
    store.outdated(old.get().identity());
    outdated = true;
    return it.withoutCopy();
  }

  /** Meets a file for the first time; copies of an earlier recorder may show an earlier state. */
  private Seen first(SpoolFile file, long now) throws IOException {
    if (!earlier.isEmpty() && !store.holds(file.identity())) {
      for (String name : store.namesakes(file.name())) {
        if (earlier.remove(name)) {
          store.outdatedFile(name);
          outdated = true;
        }
      }
    }
    boolean isCopied = store.holds(file.identity());
    return new Seen(file, now, isCopied ? Optional.of(file) : Optional.empty(), isCopied ? 1 : 0);
  }

  /** An empty file says nothing: many agents write at the end of the JVM. */
  private static boolean isQuiet(Seen it, long now, Duration time) {
    return it.file().bytes() > 0 && now - it.since() >= time.toNanos();
  }
}
