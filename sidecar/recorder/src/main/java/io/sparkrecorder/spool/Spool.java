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
 * The folder that the recording agents of this pod write to. Agents may change it at any moment, so
 * every access follows no link, opens regular files only, and never blocks for long.
 */
public final class Spool {
  /** A regular file of the pod's own volume opens at once. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Path root;
  private final Optional<Path> own;
  private final Tree tree;
  private final Openings openings;

  /** Files that are in the store and could not be unlinked. */
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

  /** The same, where this folder is the recorder's own and holds no recordings. */
  public Spool without(Path folder) {
    return new Spool(root, Optional.of(folder));
  }

  public Path root() {
    return root;
  }

  /** The name that a path below the spool has in the store. */
  public String name(Path path) {
    return Names.of(root, path);
  }

  /** The name that the folder of this file has in the store; empty for the root. */
  public String folderName(SpoolFile file) {
    return Names.folderOf(root, file.path().getParent());
  }

  /** Looks at everything below the spool; links are seen and never followed. */
  public Snapshot scan() throws IOException {
    List<SpoolFile> files = new ArrayList<>();
    List<Oddity> oddities = new ArrayList<>();
    List<Oddity> unreadable = new ArrayList<>();
    walk(files::add, oddities, unreadable);
    oddities.sort(Comparator.comparing(Oddity::name));
    return new Snapshot(files, oddities, unreadable);
  }

  /** Gives the files of {@link #scan} one by one, for a look that needs no list of them. */
  public void look(Consumer<SpoolFile> visitor) throws IOException {
    walk(visitor, new ArrayList<>(), new ArrayList<>());
  }

  /** The regular file at this path below the spool; empty when there is none. */
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
   * The file as it is after a hard link to it was made or removed, which changes its inode.
   *
   * @param link any name of the file
   * @throws IOException when its content may have changed as well
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
  private boolean unchanged(SpoolFile file) {
    try {
      return file.is(tree.stat(file.path()));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Unlinks a file that is safely in the store. One that changed since it was seen stays: the next
   * look takes it again, as it is then.
   *
   * @return whether it was still what it was when it was seen
   */
  public boolean remove(SpoolFile file) {
    if (!unchanged(file)) {
      return false;
    }
    try {
      tree.delete(file);
    } catch (IOException e) {
      // It is in the store and journaled, so the next looks pass it over.
      stuck.put(file.path(), file);
    }
    return true;
  }

  /** Whether this file is in the store and could not be unlinked. */
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
                        : "no regular file (pipe, socket or device)"));
          }

          @Override
          public void unreadable(String name, IOException why) {
            unreadable.add(new Oddity(name, "cannot be read: " + reason(why)));
          }
        });
  }

  private static String reason(IOException why) {
    return why instanceof Tree.TooDeep ? why.getMessage() : why.getClass().getSimpleName();
  }
}
