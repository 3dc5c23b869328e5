package io.sparkrecorder.spool;

import java.nio.file.Path;

/**
 * A regular file below the spool, in the state in which it was seen.
 *
 * @param path its path as the file system gave it, with all bytes of its name
 * @param name path below the spool; unsafe characters are percent-encoded
 * @param bytes its size
 * @param modified last change of its content, in nanoseconds; any program can set it
 * @param inode its number in the file system; 0 if the platform does not report it
 * @param changed last change of its content or inode, in nanoseconds; only the kernel sets it. 0 if
 *     the platform does not report it
 */
public record SpoolFile(
    Path path, String name, long bytes, long modified, long inode, long changed) {

  static SpoolFile of(Path path, String name, Stat stat) {
    return new SpoolFile(path, name, stat.bytes(), stat.modified(), stat.inode(), stat.changed());
  }

  /**
   * Distinguishes this content from any other that the spool may hold under this name. Name, size
   * and modification time are not enough: a program can set the time, and a copy keeps it.
   */
  public String identity() {
    return name + "@" + bytes + "@" + modified + "@" + inode + "@" + changed;
  }

  /** {@link #identity} as 64 bits, for compact sets of many files. */
  public long fingerprint() {
    long hash = name.hashCode();
    for (long next : new long[] {bytes, modified, inode, changed}) {
      hash = (hash ^ next) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  /** Whether this entry is still the same file, as far as the kernel can tell. */
  boolean is(Stat now) {
    return now.kind() == Stat.Kind.FILE && equals(of(path, name, now));
  }

  /** Whether the other entry is the same file, even if a hard link to it was made or removed. */
  boolean isLinked(SpoolFile other) {
    return bytes == other.bytes && modified == other.modified && inode == other.inode;
  }
}
