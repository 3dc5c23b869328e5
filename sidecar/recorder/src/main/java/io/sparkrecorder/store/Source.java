package io.sparkrecorder.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file that bytes come from. */
public interface Source {
  /** Its path, which another program may have changed since. */
  Path path();

  /** Opens it for reading. */
  FileChannel open() throws IOException;

  /**
   * Learns that the store has made a hard link to it, which changes its inode. Called again when
   * the store has read it through the link.
   *
   * @throws IOException when the link is not the file that was to be moved, or was changed since
   */
  void linked(Path link) throws IOException;

  /** Learns the new name of that link, if there is one: this changes the inode once more. */
  void renamed(Path link) throws IOException;

  /**
   * The identity to journal for what was moved.
   *
   * @param before the identity before it was moved
   */
  String settled(String before);

  /** A file that no other program changes. */
  static Source of(Path path) {
    return new Own(path);
  }

  /** See {@link #of}. */
  record Own(Path path) implements Source {
    @Override
    public FileChannel open() throws IOException {
      return SafeFiles.read(path.toAbsolutePath().getParent(), path.toAbsolutePath());
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
