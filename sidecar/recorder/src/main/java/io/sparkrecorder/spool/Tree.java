package io.sparkrecorder.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks the folders below a root, which any program may change at any moment. Every step down goes
 * through the handle of the folder above and follows no link, so a folder that becomes a link leads
 * nowhere else.
 */
final class Tree {
  /** The deepest level of a walk; each level holds two file descriptors. */
  static final int DEEPEST = 1_024;

  private final Path root;

  Tree(Path root) {
    this.root = root;
  }

  /** Receives the entries of a walk. Names are those of {@link Names}. */
  interface Visitor {
    /** Whether the walk enters this folder. */
    boolean enters(Path folder);

    void file(Path path, String name, Stat stat);

    /** Receives an entry that is neither a file nor a folder. */
    void odd(String name, Stat.Kind kind);

    /** Receives a file or folder that the walk cannot read; it may hold recordings. */
    void unreadable(String name, IOException why);
  }

  /** Visits everything below the root; nothing if the root is not a folder. */
  void walk(Visitor visitor) throws IOException {
    Deque<Level> levels = new ArrayDeque<>();
    try {
      levels.push(new Level(open(root), ""));
    } catch (NoSuchFileException e) {
      return;
    }
    try {
      while (!levels.isEmpty()) {
        Level level = levels.peek();
        Path entry = level.next(visitor);
        if (entry == null) {
          levels.pop().folder.close();
        } else {
          visit(level, entry, levels, visitor);
        }
      }
    } finally {
      for (Level level : levels) {
        level.folder.close();
      }
    }
  }

  private static void visit(Level level, Path entry, Deque<Level> levels, Visitor visitor) {
    try {
      Stat stat = Stat.of(level.folder, entry);
      switch (stat.kind()) {
        case FILE -> visitor.file(entry, Names.file(level.name, entry), stat);
        case FOLDER -> enter(level, entry, levels, visitor);
        case LINK, OTHER -> visitor.odd(Names.file(level.name, entry), stat.kind());
      }
    } catch (NoSuchFileException e) {
      // A JVM may delete its chunks at any time.
    } catch (IOException e) {
      visitor.unreadable(Names.file(level.name, entry), e);
    }
  }

  private static void enter(Level level, Path entry, Deque<Level> levels, Visitor visitor)
      throws IOException {
    if (!visitor.enters(entry)) {
      return;
    }
    if (levels.size() > DEEPEST) {
      throw new TooDeep();
    }
    levels.push(new Level(below(level.folder, entry), Names.folder(level.name, entry)));
  }

  /** Opens a file that the walk saw, even if its folders have changed since. */
  FileChannel open(SpoolFile file) throws IOException {
    Path name = file.path().getFileName();
    try (SecureDirectoryStream<Path> folder = folder(above(file.path()))) {
      if (!basic(folder, name).isRegularFile()) {
        throw new IOException(file.name() + " is no longer a regular file");
      }
      SeekableByteChannel channel =
          folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
      if (channel instanceof FileChannel opened) {
        return opened;
      }
      channel.close();
      throw new IOException("this platform offers no file channels");
    }
  }

  /** Deletes the entry of a file that the walk saw. */
  void delete(SpoolFile file) throws IOException {
    try (SecureDirectoryStream<Path> folder = folder(above(file.path()))) {
      folder.deleteFile(file.path().getFileName());
    } catch (NoSuchFileException e) {
      // Another process has deleted the entry already.
    }
  }

  /** The current state of an entry. */
  Stat stat(Path path) throws IOException {
    try (SecureDirectoryStream<Path> folder = folder(above(path))) {
      return Stat.of(folder, path);
    }
  }

  /** The folder of an entry. */
  static Path above(Path entry) {
    return Objects.requireNonNull(entry.getParent(), "every entry lies below the root");
  }

  private static BasicFileAttributes basic(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    return folder
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  private SecureDirectoryStream<Path> folder(Path path) throws IOException {
    SecureDirectoryStream<Path> folder = open(root);
    for (int index = root.getNameCount(); index < path.getNameCount(); index++) {
      try (SecureDirectoryStream<Path> above = folder) {
        folder = below(above, path.getName(index));
      }
    }
    return folder;
  }

  private static SecureDirectoryStream<Path> below(SecureDirectoryStream<Path> folder, Path entry)
      throws IOException {
    return folder.newDirectoryStream(entry.getFileName(), LinkOption.NOFOLLOW_LINKS);
  }

  /** Opens the root; the caller closes it. */
  @SuppressWarnings("StreamResourceLeak")
  private static SecureDirectoryStream<Path> open(Path root) throws IOException {
    var folder = Files.newDirectoryStream(root);
    if (folder instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    folder.close();
    throw new IOException("this platform offers no folder handles");
  }

  /** A folder whose walk is in progress. */
  private static final class Level {
    final SecureDirectoryStream<Path> folder;
    final String name;
    private final Iterator<Path> entries;

    Level(SecureDirectoryStream<Path> folder, String name) {
      this.folder = folder;
      this.name = name;
      this.entries = folder.iterator();
    }

    /** The next entry; null at the end. */
    @Nullable Path next(Visitor visitor) {
      try {
        return entries.hasNext() ? entries.next() : null;
      } catch (DirectoryIteratorException e) {
        visitor.unreadable(name, Objects.requireNonNull(e.getCause(), "its constructor checks it"));
        return null;
      }
    }
  }

  static final class TooDeep extends IOException {
    static final String WHY = "nested more than " + DEEPEST + " folders deep";
    private static final long serialVersionUID = 1L;

    TooDeep() {
      super(WHY);
    }
  }
}
