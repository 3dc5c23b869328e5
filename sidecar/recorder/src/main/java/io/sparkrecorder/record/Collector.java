package io.sparkrecorder.record;

import io.sparkrecorder.config.Completeness;
import io.sparkrecorder.config.Completeness.Rule;
import io.sparkrecorder.format.Ending;
import io.sparkrecorder.format.Endings;
import io.sparkrecorder.format.Format;
import io.sparkrecorder.format.HeapDumpSegment;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.SkippedFile;
import io.sparkrecorder.spool.Fingerprints;
import io.sparkrecorder.spool.Snapshot;
import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.spool.SpoolFile;
import io.sparkrecorder.store.PodStore;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Decides where each file in the spool goes, and whether it goes now. */
final class Collector {
  private final Spool spool;
  private final PodStore store;
  private final Completeness rules;
  private final JvmEvidence evidence = new JvmEvidence();
  private final JfrRecordings streams;
  private final PlainFiles others;
  private final QuietFiles quiet;

  /** Files that are not final by their format, as of the last scan. */
  private Fingerprints looked = new Fingerprints();

  private final Map<String, SkippedFile> skipped = new TreeMap<>();

  /**
   * Creates a collector for one pod.
   *
   * @param rules rules by which files of unchecked formats count as whole
   */
  Collector(Spool spool, PodStore store, CrashLogs crashLogs, Completeness rules) {
    this(spool, store, crashLogs, rules, System::nanoTime);
  }

  /** Does the same with another clock (nanoseconds, monotonic). */
  Collector(
      Spool spool, PodStore store, CrashLogs crashLogs, Completeness rules, LongSupplier nanos) {
    this.spool = spool;
    this.rules = rules;
    this.store = store;
    this.streams = new JfrRecordings(spool, store, evidence);
    this.others = new PlainFiles(spool, store, crashLogs);
    this.quiet = new QuietFiles(store, nanos);
    store.files().forEach(evidence::moved);
  }

  /** Files that were seen and are no recordings of their own. */
  List<SkippedFile> skipped() {
    return List.copyOf(skipped.values());
  }

  /**
   * Moves finished files while the JVM runs. Returns whether there is news for the marker.
   *
   * @param end deadline of all moves
   * @param stop end of the JVM: from then on a large file must not delay more precious ones
   */
  boolean takeFinished(Deadline end, Deadline stop) throws IOException {
    List<SpoolFile> chunks = new ArrayList<>();
    List<PlainFile> ended = new ArrayList<>();
    SavedFiles saved = new SavedFiles();
    Fingerprints now = new Fingerprints();
    quiet.begin();
    spool.look(
        file -> {
          if (JfrRecordings.isChunk(file)) {
            chunks.add(file);
          } else if (!saved.add(file) && !takeIfQuiet(file, ended, stop)) {
            takeIfFinal(file, ended, now);
          }
        });
    looked = now;
    boolean isOutdated = quiet.done();
    for (SpoolFile file : saved.files(spool)) {
      ended.removeIf(before -> before.file().path().equals(file.path()));
      seen(file, new Proof.Saved()).ifPresent(ended::add);
    }
    ended.sort(Comparator.comparingLong(file -> file.file().bytes()));
    boolean moved = false;
    try {
      moved = streams.takeFinished(chunks, end);
    } finally {
      others.takeInTime(ended, stop);
      ended.forEach(file -> quiet.copied(file.file()));
    }
    return moved || isOutdated || !ended.isEmpty();
  }

  /** Takes a file that has not changed for as long as its rule demands. */
  private boolean takeIfQuiet(SpoolFile file, List<PlainFile> ended, Deadline stop) {
    if (!(rule(file) instanceof Rule.StableSize rule)
        || HeapDumpSegment.dumpOf(file.name()).isPresent()) {
      return false;
    }
    try {
      if (!quiet.isDue(file, rule) || stop.passed()) {
        return false;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Optional<PlainFile> due =
        seen(file, new Proof.Quiet(rule.quiet()))
            .filter(it -> it.ending() instanceof Ending.Unchecked);
    due.ifPresent(ended::add);
    return due.isPresent();
  }

  private Rule rule(SpoolFile file) {
    return rules.of(spool.root().relativize(file.path()));
  }

  /** Skips a file that was inspected before and has not changed since. */
  private void takeIfFinal(SpoolFile file, List<PlainFile> ended, Fingerprints now) {
    long fingerprint = file.fingerprint();
    if (!looked.contains(fingerprint) && isFinal(file)) {
      seen(file, new Proof.None()).ifPresent(ended::add);
    } else {
      now.add(fingerprint);
    }
  }

  private boolean isFinal(SpoolFile file) {
    try (FileChannel channel = spool.open(file)) {
      return Endings.isFinal(Format.of(file.name(), channel), channel);
    } catch (IOException e) {
      // The file is gone, or the recorder may not read it: takeAll reports it.
      return false;
    }
  }

  private Optional<PlainFile> seen(SpoolFile file, Proof proof) {
    try (FileChannel channel = spool.open(file)) {
      return Optional.of(plain(file, channel, proof));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private PlainFile plain(SpoolFile file, FileChannel channel, Proof proof) throws IOException {
    Format format = Format.of(file.name(), channel);
    boolean mayStay = rule(file) instanceof Rule.StableSize;
    return new PlainFile(file, format, Endings.of(format, channel), proof, mayStay);
  }

  /** The evidence that a file of an ended JVM is whole. */
  private Proof proof(SpoolFile file, boolean saved) throws IOException {
    if (saved) {
      return new Proof.Saved();
    }
    return switch (rule(file)) {
      case Rule.OnMainExit() -> new Proof.None();
      case Rule.SavedFile() -> new Proof.Unsaved();
      case Rule.StableSize stable ->
          quiet.wasQuiet(file, stable) ? new Proof.Quiet(stable.quiet()) : new Proof.None();
    };
  }

  /**
   * Takes all files: the JVM has ended, and every file is final. The most precious come first: the
   * rest of the recordings, then other files from small to large.
   *
   * @return files that did not reach the store whole
   */
  List<String> takeAll(Deadline deadline) {
    quiet.jvmEnded();
    List<String> left = new ArrayList<>();
    Snapshot snapshot;
    try {
      snapshot = spool.scan();
    } catch (IOException e) {
      left.add("the spool cannot be read: " + PlainFiles.reason(e));
      return left;
    }
    snapshot.oddities().forEach(odd -> skip(odd.name(), odd.what()));
    snapshot.unreadable().forEach(odd -> left.add(odd.name() + ": " + odd.what()));
    List<SpoolFile> chunks = new ArrayList<>();
    List<SpoolFile> files = new ArrayList<>();
    snapshot.files().forEach(file -> (JfrRecordings.isChunk(file) ? chunks : files).add(file));
    files.sort(Comparator.comparingLong(SpoolFile::bytes).thenComparing(SpoolFile::name));
    takeChunks(chunks, deadline, left);
    List<PlainFile> plain = judgeSegments(takeRecordings(files, deadline, left));
    left.addAll(streams.vanished());
    plain.forEach(evidence::left);
    for (NotMoved file : others.take(plain, evidence.end(), deadline)) {
      left.add(file.file().name() + ": " + file.why());
    }
    return left;
  }

  private void takeChunks(List<SpoolFile> chunks, Deadline deadline, List<String> left) {
    if (!chunks.isEmpty()) {
      evidence.repositoryLeft();
    }
    Set<SpoolFile> here = new HashSet<>();
    for (NotMoved chunk : streams.takeRest(chunks, deadline)) {
      left.add(chunk.file().name() + ": " + chunk.why());
      here.add(chunk.file());
    }
    chunks.stream().filter(chunk -> !here.contains(chunk)).forEach(spool::remove);
  }

  /** Takes the recordings outside of repositories, and gives the files that are no recordings. */
  private List<PlainFile> takeRecordings(
      List<SpoolFile> files, Deadline deadline, List<String> left) {
    SavedFiles saved = SavedFiles.among(files);
    List<PlainFile> plain = new ArrayList<>();
    for (SpoolFile file : files) {
      try {
        if (saved.isWord(file, spool, store)) {
          skip(file.name(), "says that the agent saved its recording");
        } else if (deadline.passed() && !isJfrByName(file) && !store.holds(file.identity())) {
          left.add(file.name() + ": out of time");
        } else {
          take(file, saved.isSaved(file), plain, deadline)
              .ifPresent(why -> left.add(file.name() + ": " + why));
        }
      } catch (IOException | RuntimeException | Error e) {
        // A file that cannot be moved must not block the others.
        left.add(file.name() + ": " + PlainFiles.reason(e));
      }
    }
    return plain;
  }

  /** Takes a JFR file, and adds any other file to the plain ones. Returns why a file stays. */
  private Optional<String> take(
      SpoolFile file, boolean saved, List<PlainFile> plain, Deadline deadline) throws IOException {
    if (!isJfrByName(file)) {
      try (FileChannel channel = spool.open(file)) {
        if (Format.of(file.name(), channel) != Format.JFR) {
          plain.add(plain(file, channel, proof(file, saved)));
          return Optional.empty();
        }
      }
    }
    return takeRecording(file, deadline);
  }

  private static boolean isJfrByName(SpoolFile file) {
    return file.name().endsWith(".jfr");
  }

  private Optional<String> takeRecording(SpoolFile file, Deadline deadline) throws IOException {
    if (file.bytes() == 0) {
      evidence.killed(file.name() + " is empty: nothing was written to it at exit");
    }
    if (file.bytes() == 0 && !streams.names().isEmpty()) {
      String names = streams.names().stream().sorted().collect(Collectors.joining(", "));
      skip(file.name(), "empty target file; what was recorded is in " + names);
      spool.remove(file);
      return Optional.empty();
    }
    SpoolSource source = new SpoolSource(spool, file);
    boolean whole =
        switch (streams.takeDump(source, deadline)) {
          case JfrRecordings.Dump.Taken(String recording) -> {
            skip(file.name(), "its chunks are in " + recording);
            yield true;
          }
          case JfrRecordings.Dump.Cut() -> false;
          case JfrRecordings.Dump.Unrelated() -> streams.takeAlone(source, deadline);
        };
    if (!whole) {
      return Optional.of("out of time");
    }
    source.remove();
    return Optional.empty();
  }

  /** Judges the segments of heap dumps, whose content does not tell that they are segments. */
  private List<PlainFile> judgeSegments(List<PlainFile> files) {
    Set<String> dumps =
        files.stream()
            .filter(file -> isDump(file.format()))
            .map(file -> file.file().name())
            .collect(Collectors.toSet());
    files.replaceAll(file -> judgeSegment(file, dumps));
    return files;
  }

  private PlainFile judgeSegment(PlainFile file, Set<String> dumps) {
    return HeapDumpSegment.dumpOf(file.file().name())
        .filter(dump -> isDump(file.format()) || dumps.contains(dump) || isMovedDump(dump))
        .map(file::asSegmentOf)
        .orElse(file);
  }

  private boolean isMovedDump(String name) {
    return store
        .file(name)
        .map(RecordedFile::format)
        .filter(
            format -> format.equals(Format.HPROF.text()) || format.equals(Format.HPROF_GZ.text()))
        .isPresent();
  }

  private static boolean isDump(Format format) {
    return format == Format.HPROF || format == Format.HPROF_GZ;
  }

  private void skip(String name, String why) {
    skipped.put(name, new SkippedFile(name, why));
  }
}
