package io.sparkrecorder.store;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the files that one pod's recorder has gathered until S3 has them, in the pod's own spool,
 * where they outlive a recorder that is killed. A recording that grows lies here as a row of
 * pieces: {@code a.jfr}, {@code a~0002.jfr}, {@code a~0003.jfr}. Each piece is a valid recording
 * and becomes one object. A piece stays here until its object is complete, so a multipart upload is
 * never the only copy of its parts. Other files are linked rather than copied, because the spool is
 * small.
 *
 * <p>Any thread may close a piece.
 */
public final class Outbox extends PodStore {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final Pattern PIECE = Pattern.compile("(.*)~(\\d{4,9})(.*)");

  private final PodFolder folder;

  /** Held while a piece grows or is closed, so that no closed piece grows. */
  private final ReentrantLock growth = new ReentrantLock();

  private final Map<String, Parts> growing = new HashMap<>();

  /** The names of all pieces in their order, by the name of the first piece. */
  private final Map<String, List<String>> pieces = new HashMap<>();

  private final Set<String> closed = new HashSet<>();
  private final Room room;
  private volatile long most;

  /** Tells how much may still be written. */
  interface Room {
    long bytes() throws IOException;
  }

  private Outbox(PodFolder folder, long most, Room room) throws IOException {
    super(folder, folder.root());
    this.folder = folder;
    this.most = most;
    this.room = room;
  }

  /**
   * Finds the files of an earlier recorder of this pod, and continues from there.
   *
   * @param most size from which a piece is closed
   */
  public static Outbox open(PodFolder folder, long most) throws IOException {
    return open(folder, most, () -> Files.getFileStore(folder.path()).getUsableSpace());
  }

  /** Does the same as {@link #open(PodFolder, long)}, on a volume that has this much room. */
  static Outbox open(PodFolder folder, long most, Room room) throws IOException {
    Outbox outbox = new Outbox(folder, most, room);
    outbox.recall();
    outbox.closeFull();
    return outbox;
  }

  public PodFolder folder() {
    return folder;
  }

  /** Sets the size from which a piece is closed. */
  public void rollAt(long bytes) {
    most = bytes;
  }

  /** The parts of a piece; none for any other file. */
  public synchronized List<Part> parts(String name) {
    Parts parts = growing.get(name);
    return parts == null ? List.of() : parts.list();
  }

  /** Tells whether a piece grows no more. */
  public synchronized boolean isClosed(String name) {
    return closed.contains(name);
  }

  /** Closes a piece: the next bytes go into a new one. */
  public void closePiece(String name) {
    growth.lock();
    try {
      noteClosed(name);
    } finally {
      growth.unlock();
    }
  }

  private synchronized void noteClosed(String name) {
    if (growing.containsKey(name)) {
      closed.add(name);
    }
  }

  private void closeFull() {
    open().stream().filter(name -> bytes(name) >= most).forEach(this::closePiece);
  }

  private long bytes(String name) {
    return file(name).map(RecordedFile::bytes).orElse(0L);
  }

  /**
   * Notes that S3 has all of this file. Bytes that are gathered under its name later are another
   * file.
   */
  public void sent(String name) {
    noteClosed(name);
    delete(folder.file(name));
  }

  /** The files, each piece with a note of its number. */
  @Override
  public synchronized Collection<RecordedFile> files() {
    List<RecordedFile> files = new ArrayList<>(super.files());
    Map<String, String> notes = new HashMap<>();
    pieces.values().forEach(row -> number(row, notes));
    files.replaceAll(
        file -> notes.containsKey(file.name()) ? noted(file, notes.get(file.name())) : file);
    return List.copyOf(files);
  }

  private static void number(List<String> row, Map<String, String> notes) {
    for (int piece = 0; row.size() > 1 && piece < row.size(); piece++) {
      String place = "piece %d of %d".formatted(piece + 1, row.size());
      boolean isLast = piece == row.size() - 1;
      notes.put(row.get(piece), isLast ? place : place + ", continues in " + row.get(piece + 1));
    }
  }

  private static RecordedFile noted(RecordedFile file, String place) {
    String note = file.note().map(own -> place + "; " + own).orElse(place);
    return file.as(file.state(), Optional.of(note));
  }

  @Override
  public Added append(Incoming incoming, Slice slice, Deadline deadline) throws IOException {
    growth.lock();
    try {
      Added added = super.append(incoming, slice, deadline);
      closeFull();
      return added;
    } catch (IOException e) {
      if (hasNoRoomFor(slice.length())) {
        // A piece that becomes an object makes room.
        open().forEach(this::closePiece);
      }
      throw e;
    } finally {
      growth.unlock();
    }
  }

  /**
   * Closes large pieces if the spool has less room than they take: they must not keep the JVM from
   * writing.
   */
  public void makeRoom() {
    List<String> large = open().stream().filter(name -> parts(name).getFirst().full()).toList();
    if (!large.isEmpty() && hasNoRoomFor(large.stream().mapToLong(this::bytes).sum())) {
      large.forEach(this::closePiece);
    }
  }

  private boolean hasNoRoomFor(long bytes) {
    try {
      return room.bytes() < bytes;
    } catch (IOException e) {
      LOG.debug("no answer how much room there is", e);
      return false;
    }
  }

  private synchronized List<String> open() {
    return growing.keySet().stream().filter(name -> !closed.contains(name)).toList();
  }

  @Override
  synchronized String growing(String name) {
    String free = name;
    for (int number = 2; !mayGrow(free); number++) {
      free = piece(name, number);
    }
    return free;
  }

  private boolean mayGrow(String name) {
    return growing.containsKey(name) ? !closed.contains(name) : file(name).isEmpty();
  }

  /** The name of a piece, which sorts behind the pieces before it. */
  private static String piece(String name, int number) {
    return FileNames.numbered(name, "%04d".formatted(number));
  }

  @Override
  synchronized String latest(String name) {
    String latest = name;
    String next = name;
    for (int number = 2; file(next).isPresent(); number++) {
      latest = growing.containsKey(next) ? next : latest;
      next = piece(name, number);
    }
    return latest;
  }

  @Override
  End end(String name, long bytes) {
    return new End(folder.file(name), bytes);
  }

  @Override
  synchronized void grew(RecordedFile file) {
    growing.computeIfAbsent(file.name(), this::begun).grow(file.bytes(), file.crc32c());
  }

  private Parts begun(String name) {
    pieces.computeIfAbsent(first(name), _ -> new ArrayList<>()).add(name);
    return new Parts();
  }

  /** The name of the piece that the recording begins with. */
  private String first(String name) {
    Matcher matcher = PIECE.matcher(name);
    if (!matcher.matches()) {
      return name;
    }
    String first = matcher.group(1) + matcher.group(3);
    return piece(first, Integer.parseInt(matcher.group(2))).equals(name)
            && pieces.containsKey(first)
        ? first
        : name;
  }

  @Override
  Copy bring(List<Slice> slices, Path temporary, Deadline deadline) throws IOException {
    if (!isBegin(slices)
        || slices.getFirst().source().stays()
        || !linked(slices.getFirst().source().path(), temporary)) {
      return copied(slices, temporary, deadline);
    }
    Source source = slices.getFirst().source();
    source.linked(temporary);
    // Reads the linked file, not the one that lies under that name in the spool by now.
    Copy all = Copy.read(slices, deadline, _ -> SafeFiles.read(folder.root(), temporary));
    source.linked(temporary);
    return all;
  }

  /** Tells whether the slices are the first bytes of one file, unchanged. */
  private static boolean isBegin(List<Slice> slices) {
    long end = 0;
    for (Slice slice : slices) {
      if (slice.offset() != end
          || !slice.isExact()
          || !slice.source().equals(slices.getFirst().source())) {
        return false;
      }
      end += slice.length();
    }
    return !slices.isEmpty();
  }

  /** Tries to make a link: the kernel refuses links to files of other users. */
  private static boolean linked(Path source, Path link) {
    try {
      Files.createLink(link, source);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      LOG.debug("{} is copied", source, e);
      return false;
    }
  }

  private void delete(Path path) {
    try {
      SafeFiles.at(
          folder.root(),
          path.toAbsolutePath(),
          (parent, name) -> {
            parent.deleteFile(name);
            return name;
          });
    } catch (NoSuchFileException e) {
      // An earlier recorder deleted it.
    } catch (IOException e) {
      // The file is in S3; the copy here costs space only.
      LOG.debug("{} stays", path, e);
    }
  }
}
