package io.sparkrecorder.store;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files that a pod's recorder has gathered, seen by that recorder. Its journal is the truth: a
 * file that is longer than its last line tells is the result of a kill, and is cut back before it
 * grows again.
 *
 * <p>One thread at a time may use it, but any number may call {@link #stage} and {@link #files}.
 */
public abstract sealed class PodStore implements AutoCloseable permits VolumeStore, Outbox {
  private final PodFolder folder;
  private final Path spool;
  private final Journal journal;
  private final StoredFiles files = new StoredFiles();
  private final FileNames names = new FileNames(files::contains);
  private final AtomicLong temporaries = new AtomicLong();
  private int unreadable;

  /**
   * Continues from the state of an earlier recorder of this pod, once {@link #recall} was called.
   *
   * @param spool folder that the files come from
   */
  PodStore(PodFolder folder, Path spool) throws IOException {
    this.folder = folder;
    this.spool = spool;
    SafeFiles.createFolders(folder.root(), folder.incoming());
    SafeFiles.clear(folder.root(), folder.incoming());
    this.journal = Journal.open(folder.root(), folder.filesJournal());
  }

  final void recall() throws IOException {
    unreadable =
        Journal.replay(
            folder.root(), folder.filesJournal(), line -> remember(StoredFile.from(line)));
  }

  /** Copies slices one after the other to a new file, and onto the disk. */
  final Copy copied(List<Slice> slices, Path to, Deadline deadline) throws IOException {
    return Copy.of(slices, SafeFiles.create(folder.root(), to), deadline, this::source);
  }

  /**
   * Opens a source safely: user code owns the spool, and may put a link in the place of a file or
   * folder.
   */
  private FileChannel source(Source source) throws IOException {
    if (!(source instanceof Source.Own(Path file))) {
      return source.open();
    }
    return SafeFiles.read(file.startsWith(spool) ? spool : SafeFiles.parent(file), file);
  }

  /** The file and position at which a file of a given size continues. */
  record End(Path file, long position) {}

  /** The place of the next byte of a growing file. */
  abstract End end(String name, long bytes);

  /** The name that a growing file has from now on. */
  abstract String growing(String name);

  /** The name of the growing file that holds the end of what was appended under this name. */
  String latest(String name) {
    return growing(name);
  }

  /** Notes the new size of a growing file. */
  abstract void grew(RecordedFile file);

  /** Brings a file's bytes to this path, which is still free. */
  abstract Copy bring(List<Slice> slices, Path temporary, Deadline deadline) throws IOException;

  /** Tells whether a source with this identity was added before. */
  public boolean knows(String from) {
    return files.nameOf(from).isPresent();
  }

  /** Tells whether all of a source with this identity was added before. */
  public boolean holds(String from) {
    return files.holds(from);
  }

  /** The number of unreadable lines in an earlier recorder's journal; each may mean a lost file. */
  public int unreadable() {
    return unreadable;
  }

  /**
   * Notes that the file with this identity changed while it was moved. Its new content gets a name
   * of its own.
   */
  public void changed(String from) throws IOException {
    Optional<RecordedFile> file = fileOf(from);
    if (file.isPresent()) {
      String note = "it changed while it was copied; another file holds what it became";
      RecordedFile judged = file.get().as(FileState.TORN, Optional.of(note));
      commit(List.of(new StoredFile(judged, from, files.missing(from), false)));
    }
  }

  /** Notes that the file with this identity stayed in the spool and changed after it was copied. */
  public void outdated(String from) throws IOException {
    Optional<String> name = files.nameOf(from);
    if (name.isPresent()) {
      outdatedFile(name.get());
    }
  }

  /** Notes that this file is a copy of one that stayed in the spool and changed later. */
  public void outdatedFile(String name) throws IOException {
    Optional<RecordedFile> file = files.file(name);
    if (file.isPresent() && file.get().state() != FileState.TORN) {
      String note =
          "its agent went on writing after this copy; the next file of this name has the later state";
      RecordedFile judged = file.get().as(FileState.TORN, Optional.of(note));
      commit(List.of(new StoredFile(judged, "outdated " + name, 0, false)));
    }
  }

  /** The names under which files of this name are: its own, and those with a number. */
  public synchronized List<String> namesakes(String name) {
    return names.namesakes(name);
  }

  /**
   * Tells whether a file that was added before still has the content that was stored.
   *
   * @param from its identity, which does not change if its writer has mapped it into memory
   * @param slices its bytes, one after the other, as they go to the store
   * @return false also if the deadline passes
   */
  public boolean hasContentOf(String from, List<Slice> slices, Deadline deadline)
      throws IOException {
    RecordedFile file = fileOf(from).orElseThrow();
    Copy now = Copy.read(slices, deadline, this::source);
    return now.bytes() == file.bytes() && now.crc32c().equals(file.crc32c());
  }

  /** The name of the file that a source with this identity went into. */
  public Optional<String> nameOf(String from) {
    return files.nameOf(from);
  }

  private Optional<RecordedFile> fileOf(String from) {
    return nameOf(from).flatMap(this::file);
  }

  public synchronized Optional<RecordedFile> file(String name) {
    return files.file(name);
  }

  /** All gathered files, in the order in which they came. */
  public synchronized Collection<RecordedFile> files() {
    return files.all();
  }

  /**
   * Adds bytes at the end of a file that grows.
   *
   * @param incoming the file as it is from now on, if all bytes arrive
   */
  public Added append(Incoming incoming, Slice slice, Deadline deadline) throws IOException {
    if (knows(incoming.from())) {
      return before(incoming.from());
    }
    String name = growing(below(incoming.name(), Set.of()));
    RecordedFile before = file(name).orElse(incoming.with(0, Crc32c.EMPTY));
    End end = end(name, before.bytes());
    SafeFiles.createFolders(folder.root(), SafeFiles.parent(end.file()));
    Copy copy;
    try (FileChannel channel = SafeFiles.update(folder.root(), end.file())) {
      channel.truncate(end.position()).position(end.position());
      copy = copy(slice, channel, deadline, end.position());
    }
    long left = slice.length() - copy.bytes();
    RecordedFile grown =
        incoming
            .with(before.bytes() + copy.bytes(), before.crc32c().then(copy.crc32c(), copy.bytes()))
            .named(name);
    RecordedFile after =
        left == 0
            ? grown.as(worse(before.state(), grown.state()), grown.note().or(before::note))
            : grown.as(FileState.TORN, Optional.of(cut(copy.bytes(), slice.length())));
    commit(List.of(new StoredFile(after, incoming.from(), left, true)));
    return left == 0 ? new Added.Whole(after) : new Added.Cut(after, left);
  }

  /**
   * Copies a slice. If the volume has no room for all of it, removes the half: earlier bytes stay
   * usable.
   */
  private Copy copy(Slice slice, FileChannel target, Deadline deadline, long before)
      throws IOException {
    try {
      Copy copy = Copy.of(slice, target, deadline, this::source);
      target.force(true);
      return copy;
    } catch (IOException e) {
      target.truncate(before);
      throw e;
    }
  }

  /**
   * Puts a file under its name at once. Another file that has this name already keeps it: see
   * {@link #place}. A file that was cut is copied again.
   *
   * @param slices its bytes, one after the other
   */
  public Added put(Incoming incoming, List<Slice> slices, Deadline deadline) throws IOException {
    if (holds(incoming.from()) || (knows(incoming.from()) && deadline.passed())) {
      return before(incoming.from());
    }
    Staged staged = stage(incoming, slices, deadline);
    place(List.of(staged));
    String from = staged.source().settled(incoming.from());
    return holds(from) ? new Added.Whole(fileOf(from).orElseThrow()) : before(from);
  }

  /**
   * A copied file that has no name yet.
   *
   * @param source its source
   */
  public record Staged(Path temporary, Source source, StoredFile stored) {
    /** The number of bytes that did not arrive. */
    public long missing() {
      return stored.missing();
    }
  }

  /** Copies a file onto the disk, without its name; {@link #place} gives it. */
  public Staged stage(Incoming incoming, List<Slice> slices, Deadline deadline) throws IOException {
    Path temporary = folder.incoming().resolve(Long.toString(temporaries.getAndIncrement()));
    long wanted = slices.stream().mapToLong(Slice::length).sum();
    Copy copy;
    try {
      copy = bring(slices, temporary, deadline);
    } catch (IOException e) {
      // The half file is deleted at once on a full volume: smaller ones may still fit.
      SafeFiles.delete(folder.root(), temporary);
      throw e;
    }
    long bytes = copy.bytes();
    RecordedFile file = incoming.with(bytes, copy.crc32c());
    if (bytes < wanted) {
      file = file.as(FileState.TORN, Optional.of(cut(bytes, wanted)));
    }
    return new Staged(
        temporary,
        slices.getFirst().source(),
        new StoredFile(file, incoming.from(), wanted - bytes, false));
  }

  /** Deletes a copied file; it gets no name. */
  public void drop(Staged staged) throws IOException {
    SafeFiles.delete(folder.root(), staged.temporary());
  }

  /**
   * Gives staged files their names and journals them, all at the price of one. If an agent wrote
   * the same name twice, and the first file was moved before the second was begun, both are kept:
   * {@code dump.hprof} and {@code dump~2.hprof}.
   */
  public void place(List<Staged> staged) throws IOException {
    List<StoredFile> stored = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Staged file : staged) {
      StoredFile named = named(file.stored(), taken);
      taken.add(named.file().name());
      Path target = folder.file(named.file().name());
      Path above = SafeFiles.parent(target);
      if (!folders.contains(above)) {
        SafeFiles.createFolders(folder.root(), above);
        folders.add(above);
      }
      SafeFiles.move(folder.root(), file.temporary(), target);
      file.source().renamed(target);
      stored.add(named.from(file.source().settled(named.from())));
    }
    for (Path changed : folders) {
      SafeFiles.force(folder.root(), changed);
    }
    commit(stored);
  }

  /** Changes the state of a growing file; its bytes stay unchanged. */
  public void judge(String name, FileState state, String note) throws IOException {
    Optional<RecordedFile> file = files.file(latest(below(name, Set.of())));
    if (file.isPresent()) {
      RecordedFile judged = file.get().as(worse(file.get().state(), state), Optional.of(note));
      commit(List.of(new StoredFile(judged, "judged " + name, 0, false)));
    }
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }

  private Added before(String from) {
    RecordedFile file = fileOf(from).orElseThrow();
    return holds(from) ? new Added.Before(file) : new Added.Cut(file, files.missing(from));
  }

  private StoredFile named(StoredFile stored, Set<String> taken) {
    Optional<String> cut = files.nameOf(stored.from());
    return new StoredFile(
        stored.file().named(cut.orElseGet(() -> free(below(stored.file().name(), taken), taken))),
        stored.from(),
        stored.missing(),
        stored.grown());
  }

  private synchronized String free(String name, Set<String> taken) {
    return names.free(name, taken);
  }

  /** Tells whether no file and no folder has this name. */
  final synchronized boolean isFree(String name) {
    return names.isFree(name);
  }

  private synchronized String below(String name, Set<String> taken) {
    return names.below(name, taken);
  }

  private void commit(List<StoredFile> stored) throws IOException {
    journal.append(stored.stream().map(StoredFile::toMap).toList());
    stored.forEach(this::remember);
  }

  private synchronized void remember(StoredFile stored) {
    if (stored.grown()) {
      grew(stored.file());
    }
    files.add(stored);
    names.add(stored.file().name());
  }

  private static FileState worse(FileState one, FileState other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static String cut(long bytes, long wanted) {
    return "cut: %d of the last %d bytes".formatted(bytes, wanted);
  }
}
