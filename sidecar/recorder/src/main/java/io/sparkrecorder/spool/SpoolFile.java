package io.sparkrecorder.spool;

import java.nio.file.Path;

/**
 * A regular file below the spool, as it was when it was seen.
 *
 * @param path as the file system gave it, with all bytes of its name
 * @param name path below the spool; odd characters are percent-encoded
 * @param bytes its size
 * @param modified last change of its content, in nanoseconds; any program can set it
 * @param inode its number in the file system; 0 where the platform does not tell
 * @param changed last change of its content or of its inode, in nanoseconds; only the kernel sets
 *     it. 0 where the platform does not tell
 */
public record SpoolFile(
    Path path, String name, long bytes, long modified, long inode, long changed) {

  static SpoolFile of(Path path, String name, Stat stat) {
    return new SpoolFile(path, name, stat.bytes(), stat.modified(), stat.inode(), stat.changed());
  }

  /**
   * Tells this content from any other that the spool may hold under this name. A name, a size and a
   * time of modification are not enough: a program can set the time, and a copy keeps it.
   */
  public String identity() {
    return name + "@" + bytes + "@" + modified + "@" + inode + "@" + changed;
  }

  /** {@link #identity} in 64 bits, for sets of many files that must be small. */
  public long fingerprint() {
    long hash = name.hashCode();
    for (long next : new long[] {bytes, modified, inode, changed}) {
      hash = (hash ^ next) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  /** Whether this entry is still the same file, as far as the kernel tells. */
  boolean is(Stat now) {
    return now.kind() == Stat.Kind.FILE && equals(of(path, name, now));
  }

  /** Whether the other is the same file, to which a hard link may have been made or removed. */
  boolean isLinked(SpoolFile other) {
    return bytes == other.bytes && modified == other.modified && inode == other.inode;
  }
}
