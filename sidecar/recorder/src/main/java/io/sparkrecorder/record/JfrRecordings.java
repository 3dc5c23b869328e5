package io.sparkrecorder.record;

import io.sparkrecorder.format.ChunkKey;
import io.sparkrecorder.format.Dissection;
import io.sparkrecorder.format.Format;
import io.sparkrecorder.format.Jfr;
import io.sparkrecorder.format.Piece;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.spool.SpoolFile;
import io.sparkrecorder.store.Added;
import io.sparkrecorder.store.Incoming;
import io.sparkrecorder.store.PodStore;
import io.sparkrecorder.store.Slice;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * JFR recordings that grow in the store, chunk by chunk. A repository's chunks become one recording
 * with the repository's name. A chunk is known by its start, so that the dump at a JVM's exit,
 * which repeats the chunks, adds only new ones.
 */
final class JfrRecordings {
  private static final String JFR = Format.JFR.text();

  private final Spool spool;
  private final PodStore store;
  private final JvmEvidence evidence;

  /** The recording that each known chunk belongs to; includes open chunks. */
  private final Map<ChunkKey, String> streams = new HashMap<>();

  /** Chunks that were in a file after the end of the JVM, whatever became of that file. */
  private final Set<ChunkKey> left = new HashSet<>();

  /** Chunk files that need no further scan, by path, size and time. */
  private final Set<String> settled = new HashSet<>();

  JfrRecordings(Spool spool, PodStore store, JvmEvidence evidence) {
    this.spool = spool;
    this.store = store;
    this.evidence = evidence;
  }

  static boolean isChunk(SpoolFile file) {
    return Jfr.isChunkFile(file.path());
  }

  /**
   * Moves the chunks that their JVM has finished. Returns whether there were any.
   *
   * @throws IOException the reason that kept one of them in the spool; all others have been tried
   */
  boolean takeFinished(List<SpoolFile> chunks, Deadline deadline) throws IOException {
    List<NotMoved> left = new ArrayList<>();
    List<Found> finished = new ArrayList<>();
    settled.retainAll(chunks.stream().map(SpoolFile::identity).collect(Collectors.toSet()));
    for (SpoolFile chunk : chunks) {
      if (!settled.contains(chunk.identity())) {
        attempt(left, chunk, () -> look(chunk).ifPresent(finished::add));
      }
    }
    finished.sort(Found.BY_START);
    List<Found> moved = new ArrayList<>();
    for (Found found : finished) {
      attempt(
          left,
          found.chunk(),
          () -> {
            if (append(found, deadline).moved()) {
              moved.add(found);
            }
            settled.add(found.chunk().identity());
          });
    }
    if (!left.isEmpty()) {
      throw new IOException(left.getFirst().file().name() + ": " + left.getFirst().why());
    }
    return !moved.isEmpty();
  }

  /**
   * Takes the rest of the repositories of an ended JVM, including open chunks.
   *
   * @return chunks that did not reach the store whole
   */
  List<NotMoved> takeRest(List<SpoolFile> chunks, Deadline deadline) {
    List<NotMoved> left = new ArrayList<>();
    List<Found> pieces = new ArrayList<>();
    List<Rest> rests = new ArrayList<>();
    for (SpoolFile chunk : chunks) {
      attempt(left, chunk, () -> dissect(chunk, pieces, rests));
    }
    pieces.sort(Found.BY_START);
    for (Found found : pieces) {
      attempt(left, found.chunk(), () -> inTime(append(found, deadline).whole()));
    }
    for (Rest rest : rests) {
      attempt(left, rest.chunk(), () -> inTime(takeRest(rest, deadline)));
    }
    return left;
  }

  private void dissect(SpoolFile chunk, List<Found> pieces, List<Rest> rests) throws IOException {
    try (FileChannel channel = spool.open(chunk)) {
      Jfr.key(channel).ifPresent(left::add);
      Dissection dissection = Jfr.dissect(channel);
      if (!isWhole(dissection)) {
        evidence.killed(chunk.name() + " was never closed");
      }
      dissection.pieces().forEach(piece -> pieces.add(new Found(chunk, stream(chunk), piece)));
      if (dissection.rest() > 0) {
        rests.add(new Rest(chunk, dissection));
      }
    }
  }

  private boolean takeRest(Rest rest, Deadline deadline) throws IOException {
    boolean whole = keep(source(rest.chunk()), rest.dissection(), deadline);
    if (rest.dissection().pieces().isEmpty()) {
      // The JVM died just after it began this chunk: the recording before it is not whole.
      String note = "its last chunk cannot be read, and is kept as " + rest.chunk().name();
      store.judge(stream(rest.chunk()), FileState.SALVAGED, note);
    }
    return whole;
  }

  /** Runs one step: a chunk that cannot be moved must not block the others. */
  private static void attempt(List<NotMoved> left, SpoolFile chunk, Step step) {
    try {
      step.run();
    } catch (IOException | RuntimeException | Error e) {
      left.add(new NotMoved(chunk, PlainFiles.reason(e)));
    }
  }

  private static void inTime(boolean whole) throws IOException {
    if (!whole) {
      throw new IOException("out of time");
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** The outcome for a recording file outside any repository. */
  sealed interface Dump {
    /** All its chunks are in this recording of the store now. */
    record Taken(String recording) implements Dump {}

    /** The same as {@link Taken}, except for bytes that missed the deadline. */
    record Cut() implements Dump {}

    /** The file shares no chunk with any known repository: it is a recording of its own. */
    record Unrelated() implements Dump {}
  }

  /** Adds the chunks of a dump that the recordings do not have. */
  Dump takeDump(SpoolSource dump, Deadline deadline) throws IOException {
    Dissection dissection = dissect(dump);
    Optional<String> stream =
        dissection.pieces().stream().flatMap(piece -> streamOf(piece.key()).stream()).findFirst();
    if (stream.isEmpty() || !agrees(dissection, stream.get())) {
      return new Dump.Unrelated();
    }
    boolean whole = true;
    for (Piece piece : dissection.pieces()) {
      whole &= append(stream.get(), dump, piece, deadline).whole();
    }
    if (isWhole(dissection)) {
      evidence.dumped(dump.file().name());
    }
    if (dissection.rest() > 0) {
      whole &= keep(dump, dissection, deadline);
    }
    return whole ? new Dump.Taken(stream.get()) : new Dump.Cut();
  }

  /** Takes a recording that stands alone: its readable bytes, and the rest beside it. */
  boolean takeAlone(SpoolSource source, Deadline deadline) throws IOException {
    Dissection dissection = dissect(source);
    if (dissection.pieces().isEmpty()) {
      return keep(source, dissection, deadline);
    }
    List<Slice> slices = dissection.pieces().stream().map(piece -> slice(source, piece)).toList();
    Incoming incoming =
        new Incoming(
            source.file().name(),
            source.identity(),
            JFR,
            isWhole(dissection) ? FileState.WHOLE : FileState.SALVAGED,
            Optional.of(dissection.note()).filter(note -> !note.isBlank()));
    boolean all = !(store.put(incoming, slices, deadline) instanceof Added.Cut);
    if (dissection.rest() > 0) {
      all &= keep(source, dissection, deadline);
    }
    return all;
  }

  /** Finds where a JFR file outside of repositories can be cut. */
  private Dissection dissect(SpoolSource source) throws IOException {
    try (FileChannel channel = source.open()) {
      Dissection dissection = Jfr.dissect(channel);
      dissection.pieces().forEach(piece -> left.add(piece.key()));
      if (!isWhole(dissection)) {
        evidence.killed(source.file().name() + " was never closed");
      }
      return dissection;
    }
  }

  /**
   * The recordings whose last chunk was seen but is neither in the store nor in any file of the
   * ended JVM, with the reason in words. A JVM deletes older chunks if its recording has a limit,
   * but not the last one, unless it has written it to its dump.
   */
  List<String> vanished() {
    Map<String, ChunkKey> last = new TreeMap<>();
    streams.forEach((key, stream) -> last.merge(stream, key, JfrRecordings::later));
    return last.entrySet().stream()
        .filter(it -> !left.contains(it.getValue()) && !store.knows(identity(it.getValue())))
        .map(
            it ->
                "%s: its last chunk, begun at %s, is gone: the JVM left neither the chunk nor a dump with it"
                    .formatted(it.getKey(), Instant.EPOCH.plusNanos(it.getValue().startNanos())))
        .toList();
  }

  private static ChunkKey later(ChunkKey one, ChunkKey other) {
    return Comparator.comparingLong(ChunkKey::startNanos)
                .thenComparingLong(ChunkKey::startTicks)
                .compare(one, other)
            < 0
        ? other
        : one;
  }

  /** The names of the growing recordings; none if the pod's JVM has no repository in the spool. */
  Set<String> names() {
    return Set.copyOf(streams.values());
  }

  private Optional<Found> look(SpoolFile chunk) throws IOException {
    try (FileChannel channel = spool.open(chunk)) {
      Optional<ChunkKey> key = Jfr.key(channel);
      if (key.isEmpty()) {
        return Optional.empty();
      }
      streams.put(key.get(), stream(chunk));
      if (store.knows(identity(key.get()))) {
        settled.add(chunk.identity());
        return Optional.empty();
      }
      return Jfr.finishedChunk(channel).map(piece -> new Found(chunk, stream(chunk), piece));
    } catch (NoSuchFileException e) {
      // The JVM deletes chunks if its recording has a limit.
      return Optional.empty();
    }
  }

  private Moved append(Found found, Deadline deadline) throws IOException {
    return append(found.stream(), source(found.chunk()), found.piece(), deadline);
  }

  private Moved append(String stream, SpoolSource source, Piece piece, Deadline deadline)
      throws IOException {
    streams.put(piece.key(), stream);
    FileState state =
        piece.quality() == Piece.Quality.FINISHED ? FileState.WHOLE : FileState.SALVAGED;
    Optional<String> note = state == FileState.WHOLE ? Optional.empty() : Optional.of(piece.note());
    Incoming incoming = new Incoming(stream, identity(piece.key()), JFR, state, note);
    return switch (store.append(incoming, slice(source, piece), deadline)) {
      case Added.Whole _ -> new Moved(true, true);
      case Added.Cut _ -> new Moved(true, false);
      case Added.Before _ -> new Moved(false, true);
    };
  }

  /** Keeps the unreadable bytes beside the recording, so that none is lost. */
  private boolean keep(SpoolSource source, Dissection dissection, Deadline deadline)
      throws IOException {
    String name = source.file().name();
    boolean all = dissection.readable() == 0;
    Incoming incoming =
        new Incoming(
            all ? name : name + ".rest",
            source.identity() + "#rest",
            JFR,
            FileState.TORN,
            Optional.of(
                all
                    ? "no reader takes it: " + dissection.note()
                    : "the last %d bytes, behind what can be read".formatted(dissection.rest())));
    Slice slice = Slice.of(source, dissection.readable(), dissection.rest());
    return !(store.put(incoming, List.of(slice), deadline) instanceof Added.Cut);
  }

  /** Tells whether none of its chunks belongs to another recording. */
  private boolean agrees(Dissection dissection, String stream) {
    return dissection.pieces().stream()
        .allMatch(piece -> streamOf(piece.key()).orElse(stream).equals(stream));
  }

  private Optional<String> streamOf(ChunkKey key) {
    return Optional.ofNullable(streams.get(key)).or(() -> store.nameOf(identity(key)));
  }

  /** Tells whether all of it is readable, and its writer closed every chunk. */
  private static boolean isWhole(Dissection dissection) {
    return dissection.rest() == 0
        && dissection.pieces().stream()
            .allMatch(piece -> piece.quality() == Piece.Quality.FINISHED);
  }

  private String stream(SpoolFile chunk) {
    return spool.folderName(chunk) + ".jfr";
  }

  private SpoolSource source(SpoolFile file) {
    return new SpoolSource(spool, file);
  }

  private static String identity(ChunkKey key) {
    return "chunk " + key.startNanos() + "-" + key.startTicks();
  }

  private static Slice slice(SpoolSource source, Piece piece) {
    return new Slice(source, piece.offset(), piece.length(), piece.finish() ? Piece.STATE : -1);
  }

  /** A chunk that can go into a recording. */
  private record Found(SpoolFile chunk, String stream, Piece piece) {
    static final Comparator<Found> BY_START =
        Comparator.comparing(Found::stream)
            .thenComparingLong(found -> found.piece().key().startNanos())
            .thenComparingLong(found -> found.piece().key().startTicks());
  }

  private record Rest(SpoolFile chunk, Dissection dissection) {}

  private record Moved(boolean moved, boolean whole) {}
}
