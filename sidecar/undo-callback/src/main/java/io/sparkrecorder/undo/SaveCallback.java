package io.sparkrecorder.undo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * Tells the recorder that a recording is saved, by an empty file {@code <recording>.saved} beside
 * it. Undo's agent calls it at the end of a JVM: {@code save_callback_class} names this class, and
 * {@code save_callback_jar} its jar.
 */
public final class SaveCallback {
  private static final String SUFFIX = ".saved";

  private SaveCallback() {}

  /**
   * Writes the file {@code <filename>.saved}. Never throws, whatever the argument and the volume:
   * the JVM that calls it must end as it would without it. A failure is one line on standard error.
   *
   * @param filename the recording that the agent saved, relative to the JVM's working directory
   */
  public static void recordingSaved(String filename) {
    try {
      markSaved(filename);
    } catch (Throwable failure) {
      report(filename, failure);
    }
  }

  private static void markSaved(String filename) throws IOException {
    Path recording = Paths.get(filename);
    if (!Files.isRegularFile(recording)) {
      throw new IOException("no regular file has this name");
    }
    Path saved = recording.resolveSibling(recording.getFileName() + SUFFIX);
    // An older one may belong to an earlier recording, and may be a link.
    Files.deleteIfExists(saved);
    // One system call that makes an empty file is atomic, needs no temporary file that a kill would
    // leave behind, and works on a volume whose blocks are all used.
    Files.createFile(saved);
  }

  private static void report(String filename, Throwable failure) {
    try {
      String line = "spark-recorder: " + filename + SUFFIX + " was not written: " + failure;
      System.err.println(line.replaceAll("\\p{Cntrl}", "?"));
    } catch (Throwable ignored) {
      // Without standard error or memory there is nothing left to report to.
    }
  }
}
