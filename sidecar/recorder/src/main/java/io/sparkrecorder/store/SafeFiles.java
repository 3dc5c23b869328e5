package io.sparkrecorder.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Accesses files below a folder that user code can write to, such as the store or the spool. It
 * follows no link below that root, in no component of the path, and opens only regular files: a
 * link could lead to the recorder's own credentials, and a pipe would never answer. Each folder is
 * opened relative to the handle of the one above it, so that none can be swapped between check and
 * use.
 *
 * <p>Each file comes with its root, which is trusted, and above the file.
 */
public final class SafeFiles {
  /** The number of tries, because a recorder may replace its marker at any time. */
  private static final int TRIES = 5;

  /** The result of work that returns nothing. */
  private static final Object DONE = new Object();

  private SafeFiles() {}

  /** Work with a file, whose folder is open. */
  interface Work<T> {
    T in(SecureDirectoryStream<Path> folder, Path name) throws IOException;
  }

  /** Work with a file that returns nothing. */
  interface Step {
    void in(SecureDirectoryStream<Path> folder, Path name) throws IOException;
  }

  /** Work in a folder that is open. */
  private interface FolderWork<T> {
    T in(SecureDirectoryStream<Path> folder) throws IOException;
  }

  /**
   * Opens a regular file to read.
   *
   * @throws NoSuchFileException if it, or a folder on the way, does not exist
   * @throws FileSystemException if it is no regular file, or a link is on the way
   */
  public static FileChannel read(Path root, Path file) throws IOException {
    return at(root, file, (folder, name) -> open(folder, name, file, StandardOpenOption.READ));
  }

  /** The attributes of a file, folder or link itself. */
  public static BasicFileAttributes attributes(Path root, Path file) throws IOException {
    return at(root, file, SafeFiles::attributes);
  }

  /**
   * Opens a regular file to read and write, and creates it if it does not exist. A new file
   * replaces a link or pipe of its name.
   */
  static FileChannel update(Path root, Path file) throws IOException {
    return at(
        root,
        file,
        (folder, name) -> {
          try {
            if (isReplaceable(attributes(folder, name))) {
              folder.deleteFile(name);
            } else {
              return open(folder, name, file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            }
          } catch (NoSuchFileException e) {
            // the file is created below
          }
          return channel(
              folder,
              name,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
        });
  }

  /** Creates a file to write; an earlier recorder's entry of the same name is unlinked. */
  static FileChannel create(Path root, Path file) throws IOException {
    return at(root, file, SafeFiles::create);
  }

  static FileChannel create(SecureDirectoryStream<Path> folder, Path name) throws IOException {
    try {
      folder.deleteFile(name);
    } catch (NoSuchFileException e) {
      // the name is free
    }
    return channel(folder, name, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Unlinks a file, link or pipe, if it exists. */
  static void delete(Path root, Path file) throws IOException {
    run(
        root,
        file,
        (folder, name) -> {
          try {
            folder.deleteFile(name);
          } catch (NoSuchFileException e) {
            // the file does not exist
          }
        });
  }

  /** Renames a file; replaces a file that has the new name. */
  public static void move(Path root, Path from, Path to) throws IOException {
    run(
        root,
        from,
        (folder, name) -> run(root, to, (target, newName) -> folder.move(name, target, newName)));
  }

  /** Creates a folder and its missing parents. */
  public static void createFolders(Path root, Path folder) throws IOException {
    if (isFolder(root, folder)) {
      return;
    }
    Files.createDirectories(root);
    Path path = root;
    for (Path name : below(root, folder)) {
      path = path.resolve(name);
      try {
        if (!attributes(root, path).isDirectory()) {
          throw new FileSystemException(path.toString(), null, "is no folder");
        }
      } catch (NoSuchFileException e) {
        createFolder(path);
      }
    }
  }

  /** Makes renames and new names in a folder durable. */
  static void force(Path root, Path folder) throws IOException {
    in(
        root,
        folder,
        open -> {
          force(open);
          return DONE;
        });
  }

  static void force(SecureDirectoryStream<Path> folder) throws IOException {
    try (FileChannel channel = channel(folder, Path.of("."), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** The names of all entries of a folder. */
  static List<String> list(Path root, Path folder) throws IOException {
    return in(
        root,
        folder,
        open -> {
          List<String> names = new ArrayList<>();
          try {
            open.forEach(entry -> names.add(entry.getFileName().toString()));
          } catch (DirectoryIteratorException e) {
            throw e.getCause();
          }
          return names;
        });
  }

  /** Unlinks every file in a folder, including links and pipes. */
  static void clear(Path root, Path folder) throws IOException {
    in(
        root,
        folder,
        open -> {
          try {
            for (Path entry : open) {
              open.deleteFile(entry.getFileName());
            }
          } catch (DirectoryIteratorException e) {
            throw e.getCause();
          }
          return DONE;
        });
  }

  /** Runs work in the folder of a file, whose handle is open meanwhile. */
  static <T> T at(Path root, Path file, Work<T> work) throws IOException {
    try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
      return descend(secure(folder, root), root, below(root, file), work);
    }
  }

  /** Does {@link #at} with work that returns nothing. */
  static void run(Path root, Path file, Step step) throws IOException {
    at(
        root,
        file,
        (folder, name) -> {
          step.in(folder, name);
          return DONE;
        });
  }

  /** The folder of a file that lies below a root. */
  public static Path parent(Path file) {
    return Objects.requireNonNull(file.getParent(), "only a root has no parent");
  }

  private static <T> T in(Path root, Path folder, FolderWork<T> work) throws IOException {
    return at(root, folder, (above, name) -> inside(above, parent(folder), name, work));
  }

  private static <T> T descend(
      SecureDirectoryStream<Path> folder, Path path, Path below, Work<T> work) throws IOException {
    if (below.getNameCount() == 1) {
      return work.in(folder, below);
    }
    Path name = below.getName(0);
    Path rest = below.subpath(1, below.getNameCount());
    return inside(folder, path, name, open -> descend(open, path.resolve(name), rest, work));
  }

  private static <T> T inside(
      SecureDirectoryStream<Path> folder, Path path, Path name, FolderWork<T> work)
      throws IOException {
    Path next = path.resolve(name);
    BasicFileAttributes attributes;
    try {
      attributes = attributes(folder, name);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(next.toString());
    }
    // An attempt to open a pipe would wait for a writer.
    if (!attributes.isDirectory()) {
      throw notRegular(next, attributes, "a folder");
    }
    try (SecureDirectoryStream<Path> open =
        folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      return work.in(open);
    }
  }

  private static FileChannel open(
      SecureDirectoryStream<Path> folder, Path name, Path file, OpenOption... options)
      throws IOException {
    for (int tries = 1; ; tries++) {
      BasicFileAttributes before;
      try {
        before = attributes(folder, name);
      } catch (NoSuchFileException e) {
        throw new NoSuchFileException(file.toString());
      }
      if (!before.isRegularFile()) {
        throw notRegular(file, before, "a regular file");
      }
      FileChannel channel = channel(folder, name, options);
      if (Objects.equals(before.fileKey(), fileKey(folder, name))) {
        return channel;
      }
      channel.close();
      if (tries == TRIES) {
        throw new FileSystemException(file.toString(), null, "changed while it was opened");
      }
    }
  }

  private static FileChannel channel(
      SecureDirectoryStream<Path> folder, Path name, OpenOption... options) throws IOException {
    Set<OpenOption> all = new HashSet<>(Set.of(options));
    all.add(LinkOption.NOFOLLOW_LINKS);
    return (FileChannel) folder.newByteChannel(name, all);
  }

  private static Object fileKey(SecureDirectoryStream<Path> folder, Path name) {
    try {
      return attributes(folder, name).fileKey();
    } catch (IOException e) {
      return e;
    }
  }

  private static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    return folder
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  private static boolean isReplaceable(BasicFileAttributes attributes) {
    return !attributes.isRegularFile() && !attributes.isDirectory();
  }

  private static boolean isFolder(Path root, Path folder) throws IOException {
    try {
      return attributes(root, folder).isDirectory();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static void createFolder(Path path) throws IOException {
    try {
      Files.createDirectory(path);
    } catch (FileAlreadyExistsException e) {
      // another recorder made it at the same moment
    }
  }

  private static Path below(Path root, Path file) throws IOException {
    if (!file.startsWith(root) || file.equals(root)) {
      throw new FileSystemException(file.toString(), null, "does not lie below " + root);
    }
    Path below = root.relativize(file);
    for (Path name : below) {
      if (name.toString().equals("..")) {
        throw new FileSystemException(file.toString(), null, "does not lie below " + root);
      }
    }
    return below;
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> folder, Path path)
      throws FileSystemException {
    if (folder instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    throw new FileSystemException(
        path.toString(), null, "this system cannot open files relative to a folder's handle");
  }

  private static FileSystemException notRegular(
      Path path, BasicFileAttributes attributes, String expected) {
    String kind =
        attributes.isSymbolicLink()
            ? "a symbolic link"
            : attributes.isDirectory()
                ? "a folder"
                : attributes.isRegularFile() ? "a regular file" : "a pipe, socket or device";
    return new FileSystemException(
        path.toString(), null, "is %s: expected %s".formatted(kind, expected));
  }
}
