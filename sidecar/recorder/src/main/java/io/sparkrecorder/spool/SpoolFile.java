package io.sparkrecorder.spool;

import java.nio.file.Path;

/**
 * A regular file below the spool.
 *
 * @param path as the file system gave it, whatever bytes its name has
 * @param name path below the spool; odd characters are percent-encoded
 * @param bytes its size when it was seen
 * @param modified when its content was last changed, in nanoseconds of the spool's own clock
 */
public record SpoolFile(Path path, String name, long bytes, long modified) {

  /** Tells this content from any other that the spool may hold under this name. */
  public String identity() {
    return name + "@" + bytes + "@" + modified;
  }
}
