package io.sparkrecorder.record;

import io.sparkrecorder.format.Endings;
import io.sparkrecorder.format.Format;
import io.sparkrecorder.marker.SkippedFile;
import io.sparkrecorder.spool.Snapshot;
import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.spool.SpoolFile;
import io.sparkrecorder.store.PodStore;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Decides for everything in the spool where it goes, and whether it goes now. */
final class Collector {
  private static final String SAVED = ".saved";
  private static final long CALLBACK_AT_MOST = 4096;

  private final Spool spool;
  private final Streams streams;
  private final OtherFiles others;

  /** Files that are not final by themselves, as they were when that was found out. */
  private final Map<String, String> looked = new HashMap<>();

  private final Map<String, SkippedFile> skipped = new TreeMap<>();

  Collector(Spool spool, PodStore store) {
    this.spool = spool;
    this.streams = new Streams(store);
    this.others = new OtherFiles(store);
  }

  /** What was seen and is no recording of its own. */
  List<SkippedFile> skipped() {
    return List.copyOf(skipped.values());
  }

  /**
   * Moves on what is finished while the JVM runs. Returns whether there was anything.
   *
   * @param end of all moving
   * @param stop when the JVM has ended: then a large file must not keep what is more precious
   */
  boolean takeFinished(Deadline end, Deadline stop) throws IOException {
    Snapshot snapshot = spool.scan();
    List<SpoolFile> chunks = new ArrayList<>();
    List<SpoolFile> ended = new ArrayList<>();
    Set<String> names = names(snapshot);
    looked.keySet().retainAll(names);
    for (SpoolFile file : snapshot.files()) {
      if (Streams.isChunk(file)) {
        chunks.add(file);
      } else if (isFinal(file, names)) {
        ended.add(file);
      }
    }
    ended.sort(Comparator.comparingLong(SpoolFile::bytes));
    boolean moved = false;
    try {
      moved = streams.takeFinished(chunks, end);
    } finally {
      for (NotMoved file : others.takeInTime(ended, stop)) {
        looked.remove(file.file().name());
      }
    }
    return moved || !ended.isEmpty();
  }

  /**
   * Takes everything: the JVM has ended, and every file is final. The most precious comes first:
   * what is left of the recordings, then the rest from small to large.
   *
   * @return what did not reach the store whole
   */
  List<String> takeAll(Deadline deadline) {
    List<String> left = new ArrayList<>();
    Snapshot snapshot;
    try {
      snapshot = spool.scan();
    } catch (IOException e) {
      left.add("the spool cannot be read: " + OtherFiles.reason(e));
      return left;
    }
    snapshot.oddities().forEach(odd -> skip(odd.name(), odd.what()));
    snapshot.unreadable().forEach(odd -> left.add(odd.name() + ": " + odd.what()));
    List<SpoolFile> chunks = new ArrayList<>();
    List<SpoolFile> files = new ArrayList<>();
    snapshot.files().forEach(file -> (Streams.isChunk(file) ? chunks : files).add(file));
    files.sort(Comparator.comparingLong(SpoolFile::bytes));

    List<SpoolFile> moved = new ArrayList<>(chunks);
    for (NotMoved chunk : streams.takeRest(chunks, deadline)) {
      left.add(chunk.file().name() + ": " + chunk.why());
      moved.remove(chunk.file());
    }
    moved.forEach(Spool::remove);
    List<SpoolFile> plain = new ArrayList<>();
    for (SpoolFile file : files) {
      if (isCallback(file)) {
        skip(file.name(), "says that the agent saved its recording");
      } else if (isJfr(file)) {
        attempt(left, file, () -> takeRecording(file, deadline));
      } else {
        plain.add(file);
      }
    }
    for (NotMoved file : others.take(plain, deadline)) {
      left.add(file.file().name() + ": " + file.why());
    }
    return left;
  }

  private boolean takeRecording(SpoolFile file, Deadline deadline) throws IOException {
    if (file.bytes() == 0 && !streams.names().isEmpty()) {
      String names = streams.names().stream().sorted().collect(Collectors.joining(", "));
      skip(file.name(), "empty target file; what was recorded is in " + names);
      return true;
    }
    return switch (streams.takeDump(file, deadline)) {
      case Streams.Dump.Taken(String recording) -> {
        skip(file.name(), "its chunks are in " + recording);
        yield true;
      }
      case Streams.Dump.Cut() -> false;
      case Streams.Dump.Unrelated() -> streams.takeAlone(file, deadline);
    };
  }

  /** Whether a rule of the format, or the agent's callback, says that nobody writes it any more. */
  private boolean isFinal(SpoolFile file, Set<String> names) {
    boolean seen = file.identity().equals(looked.put(file.name(), file.identity()));
    if (seen && !names.contains(file.name() + SAVED)) {
      return false;
    }
    try (FileChannel channel =
        FileChannel.open(file.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      return Endings.isFinal(file.path(), Format.of(file.name(), channel), channel);
    } catch (IOException e) {
      // It is gone, or nobody lets us: at the end that is said.
      return false;
    }
  }

  private static Set<String> names(Snapshot snapshot) {
    return snapshot.files().stream().map(SpoolFile::name).collect(Collectors.toSet());
  }

  private static boolean isJfr(SpoolFile file) {
    if (file.name().endsWith(".jfr")) {
      return true;
    }
    try (FileChannel channel =
        FileChannel.open(file.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      return Format.of(file.name(), channel) == Format.JFR;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isCallback(SpoolFile file) {
    return file.bytes() < CALLBACK_AT_MOST && file.name().endsWith(SAVED);
  }

  private void skip(String name, String why) {
    skipped.put(name, new SkippedFile(name, why));
  }

  /** One file that cannot be moved must not keep the others here. */
  private static void attempt(List<String> left, SpoolFile file, Step step) {
    try {
      if (step.run()) {
        Spool.remove(file);
      } else {
        left.add(file.name() + ": out of time");
      }
    } catch (IOException | RuntimeException e) {
      left.add(file.name() + ": " + OtherFiles.reason(e));
    }
  }

  private interface Step {
    /** Whether everything got there. */
    boolean run() throws IOException;
  }
}
