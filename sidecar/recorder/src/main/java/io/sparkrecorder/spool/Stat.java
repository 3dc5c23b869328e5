package io.sparkrecorder.spool;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The state of one directory entry; never follows a link.
 *
 * @param kind the kind of entry
 * @param bytes its size
 * @param modified last change of its content, in nanoseconds; any program can set it
 * @param inode its number in the file system; 0 if the platform does not report it
 * @param changed last change of its content or inode, in nanoseconds; only the kernel sets it. 0 if
 *     the platform does not report it
 */
record Stat(Kind kind, long bytes, long modified, long inode, long changed) {
  /** The kinds of directory entries. */
  enum Kind {
    FILE,
    FOLDER,
    LINK,
    OTHER
  }

  private static final boolean UNIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
  private static final String UNIX_ATTRIBUTES = "unix:mode,size,lastModifiedTime,ino,ctime";
  private static final int FILE_TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int SYMBOLIC_LINK = 0120000;

  /**
   * Reads the state of an entry in an open folder, whose path may have changed since it was opened.
   */
  static Stat of(SecureDirectoryStream<Path> folder, Path entry) throws IOException {
    try {
      return of(entry);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      // The path exceeds the kernel's limit; the handle of the folder still leads to the entry.
      return basic(
          folder
              .getFileAttributeView(
                  entry.getFileName(), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes());
    }
  }

  /** Reads the state of the entry at this path. */
  static Stat of(Path path) throws IOException {
    return UNIX
        ? unix(Files.readAttributes(path, UNIX_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS))
        : basic(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
  }

  private static Stat unix(Map<String, Object> attributes) {
    return new Stat(
        kind((Integer) asked(attributes, "mode")),
        (Long) asked(attributes, "size"),
        nanos((FileTime) asked(attributes, "lastModifiedTime")),
        (Long) asked(attributes, "ino"),
        nanos((FileTime) asked(attributes, "ctime")));
  }

  /** The JDK answers with every attribute that was asked for, or throws. */
  private static Object asked(Map<String, Object> attributes, String name) {
    return Objects.requireNonNull(attributes.get(name), name);
  }

  private static Kind kind(int mode) {
    return switch (mode & FILE_TYPE) {
      case REGULAR -> Kind.FILE;
      case DIRECTORY -> Kind.FOLDER;
      case SYMBOLIC_LINK -> Kind.LINK;
      default -> Kind.OTHER;
    };
  }

  private static Stat basic(BasicFileAttributes attributes) {
    Kind kind =
        attributes.isRegularFile()
            ? Kind.FILE
            : attributes.isDirectory()
                ? Kind.FOLDER
                : attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    return new Stat(kind, attributes.size(), nanos(attributes.lastModifiedTime()), 0, 0);
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }
}
