package io.sparkrecorder.spool;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The folder that the recording agents of this pod write to. */
public final class Spool {
  private final Path root;
  private final Optional<Path> own;

  public Spool(Path root) {
    this(root, Optional.empty());
  }

  private Spool(Path root, Optional<Path> own) {
    this.root = root;
    this.own = own;
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

  /** Looks at everything below the spool; links are seen and never followed. */
  public Snapshot scan() throws IOException {
    List<SpoolFile> files = new ArrayList<>();
    List<Oddity> oddities = new ArrayList<>();
    List<Oddity> unreadable = new ArrayList<>();
    if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(root, new Visitor(files, oddities, unreadable));
    }
    files.sort(Comparator.comparing(SpoolFile::name));
    oddities.sort(Comparator.comparing(Oddity::name));
    return new Snapshot(files, oddities, unreadable);
  }

  /** Whether the file is still what it was when it was seen. */
  private static boolean unchanged(SpoolFile file) {
    try {
      BasicFileAttributes now =
          Files.readAttributes(file.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return now.isRegularFile() && now.size() == file.bytes() && modified(now) == file.modified();
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
  public static boolean remove(SpoolFile file) {
    if (!unchanged(file)) {
      return false;
    }
    try {
      Files.deleteIfExists(file.path());
    } catch (IOException e) {
      // It is in the store and journaled; that it is here as well costs space only.
    }
    return true;
  }

  private static long modified(BasicFileAttributes attributes) {
    return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private final List<SpoolFile> files;
    private final List<Oddity> oddities;
    private final List<Oddity> unreadable;

    Visitor(List<SpoolFile> files, List<Oddity> oddities, List<Oddity> unreadable) {
      this.files = files;
      this.oddities = oddities;
      this.unreadable = unreadable;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return own.filter(folder::equals).isPresent()
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        files.add(new SpoolFile(path, name(path), attributes.size(), modified(attributes)));
      } else {
        oddities.add(new Oddity(name(path), kind(attributes)));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) {
      // A JVM deletes its chunks when it likes; what is gone needs no word.
      if (!(failure instanceof NoSuchFileException)) {
        unreadable(path, failure);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
      if (failure != null) {
        unreadable(folder, failure);
      }
      return FileVisitResult.CONTINUE;
    }

    private void unreadable(Path path, IOException failure) {
      unreadable.add(
          new Oddity(name(path), "cannot be read: " + failure.getClass().getSimpleName()));
    }

    private static String kind(BasicFileAttributes attributes) {
      return attributes.isSymbolicLink()
          ? "symbolic link"
          : "no regular file (pipe, socket or device)";
    }
  }
}
