package io.sparkrecorder.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The folder into which the recording agents of this pod write. Agents may change it at any moment,
 * so every access follows no link, opens only regular files, and never blocks for long.
 */
public final class Spool {
  /**
   * A regular file of the pod's own volume opens at once, so a longer opening counts as blocked.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Path root;
  private final Optional<Path> own;
  private final Tree tree;
  private final Openings openings;

  /** Files that are already in the store but could not be unlinked. */
  private final Map<Path, SpoolFile> stuck = new ConcurrentHashMap<>();

  public Spool(Path root) {
    this(root, Optional.empty());
  }

  private Spool(Path root, Optional<Path> own) {
    this.root = root;
    this.own = own;
    this.tree = new Tree(root);
    this.openings = new Openings(tree::open, PATIENCE);
  }

  /** The same spool without this folder, which is the recorder's own and holds no recordings. */
  public Spool without(Path folder) {
    return new Spool(root, Optional.of(folder));
  }

  public Path root() {
    return root;
  }

  /** The store's name for a path below the spool. */
  public String name(Path path) {
    return Names.of(root, path);
  }

  /** The store's name for the folder of this file; empty for the root. */
  public String folderName(SpoolFile file) {
    return Names.folderOf(root, Tree.above(file.path()));
  }

  /** Lists everything below the spool; reports links and never follows them. */
  public Snapshot scan() throws IOException {
    List<SpoolFile> files = new ArrayList<>();
    List<Oddity> oddities = new ArrayList<>();
    List<Oddity> unreadable = new ArrayList<>();
    walk(files::add, oddities, unreadable);
    oddities.sort(Comparator.comparing(Oddity::name));
    return new Snapshot(files, oddities, unreadable);
  }

  /** Passes the files of {@link #scan} on one by one, for callers that need no list. */
  public void look(Consumer<SpoolFile> visitor) throws IOException {
    walk(visitor, new ArrayList<>(), new ArrayList<>());
  }

  /** The regular file at this path below the spool; empty if there is none. */
  public Optional<SpoolFile> see(Path path) {
    try {
      return Optional.of(tree.stat(path))
          .filter(stat -> stat.kind() == Stat.Kind.FILE)
          .map(stat -> SpoolFile.of(path, name(path), stat))
          .filter(file -> !isStuck(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Opens a file for reading. It must still be a regular file, but its content may have changed.
   */
  public FileChannel open(SpoolFile file) throws IOException {
    return openings.open(file);
  }

  /**
   * Gives the file after a hard link to it was made or removed, which changes its inode.
   *
   * @param link any name of the file
   * @throws IOException if its content may have changed too
   */
  public static SpoolFile linked(SpoolFile file, Path link) throws IOException {
    Stat stat = Stat.of(link);
    SpoolFile now = SpoolFile.of(file.path(), file.name(), stat);
    if (stat.kind() != Stat.Kind.FILE || !file.isLinked(now)) {
      throw new IOException("it changed while it was moved");
    }
    return now;
  }

  /** Whether the file is still the one that was seen. */
  public boolean unchanged(SpoolFile file) {
    try {
      return file.is(tree.stat(file.path()));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Unlinks a file that is safely in the store. A file that changed since it was seen stays, and
   * the next scan takes its new content.
   *
   * @return whether the file was unchanged
   */
  public boolean remove(SpoolFile file) {
    if (!unchanged(file)) {
      return false;
    }
    try {
      tree.delete(file);
    } catch (IOException e) {
      // The file is stored and journaled, so later scans skip it.
      stuck.put(file.path(), file);
    }
    return true;
  }

  /** Whether this file is in the store but could not be unlinked. */
  private boolean isStuck(SpoolFile file) {
    SpoolFile before = stuck.get(file.path());
    return before != null && before.isLinked(file);
  }

  private void walk(Consumer<SpoolFile> files, List<Oddity> oddities, List<Oddity> unreadable)
      throws IOException {
    tree.walk(
        new Tree.Visitor() {
          @Override
          public boolean enters(Path folder) {
            return own.filter(folder::equals).isEmpty();
          }

          @Override
          public void file(Path path, String name, Stat stat) {
            SpoolFile file = SpoolFile.of(path, name, stat);
            if (!isStuck(file)) {
              files.accept(file);
            }
          }

          @Override
          public void odd(String name, Stat.Kind kind) {
            oddities.add(
                new Oddity(
                    name,
                    kind == Stat.Kind.LINK
                        ? "symbolic link"
                        : "not a regular file (pipe, socket or device)"));
          }

          @Override
          public void unreadable(String name, IOException why) {
            unreadable.add(new Oddity(name, "cannot be read: " + reason(why)));
          }
        });
  }

  private static String reason(IOException why) {
    return why instanceof Tree.TooDeep ? Tree.TooDeep.WHY : why.getClass().getSimpleName();
  }
}
