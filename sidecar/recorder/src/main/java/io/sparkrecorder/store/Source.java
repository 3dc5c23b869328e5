package io.sparkrecorder.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file that bytes come from. */
public interface Source {
  /** The path of the file, which another program may have changed since. */
  Path path();

  FileChannel open() throws IOException;

  /**
   * Learns that the store has made a hard link to the file, which changes its inode. Called again
   * once the store has read the file through the link.
   *
   * @throws IOException if the link is not the file to move, or was changed since
   */
  void linked(Path link) throws IOException;

  /** Learns the new name of that link, if there is one: this changes the inode once more. */
  void renamed(Path link) throws IOException;

  /**
   * The identity to journal for the moved file.
   *
   * @param before the identity before the move
   */
  String settled(String before);

  /** Tells whether the file stays where it is, so that its writer may change it later. */
  default boolean stays() {
    return false;
  }

  /** A file that no other program changes. */
  static Source of(Path path) {
    return new Own(path);
  }

  record Own(Path path) implements Source {
    @Override
    public FileChannel open() throws IOException {
      return SafeFiles.read(SafeFiles.parent(path.toAbsolutePath()), path.toAbsolutePath());
    }

    @Override
    public void linked(Path link) {}

    @Override
    public void renamed(Path link) {}

    @Override
    public String settled(String before) {
      return before;
    }
  }
}
