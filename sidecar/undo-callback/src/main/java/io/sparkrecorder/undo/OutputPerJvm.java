package io.sparkrecorder.undo;

import java.io.IOException;
import java.nio.file.Paths;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Gives each JVM of a pod a recording of its own. Undo's option {@code output} is the same for all
 * of them and has no placeholders, so this Java agent sets the system property {@code
 * io.undo.output}, which Undo reads at the end of the JVM.
 */
public final class OutputPerJvm {
  static final String PROPERTY = "io.undo.output";

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS");

  private OutputPerJvm() {}

  /**
   * Sets the name {@code <prefix>-pid-<pid>-<time>.undo}, unless the JVM has a name already. The
   * time tells processes apart that have the same id, before and after a restart of the container.
   * Never throws, because the JVM would not start. A failure is one line on standard error.
   *
   * @param prefix folder and beginning of the file's name, such as {@code /recordings/driver}
   */
  public static void premain(String prefix) {
    try {
      if (System.getProperty(PROPERTY) == null) {
        System.setProperty(PROPERTY, prefix + "-pid-" + processId() + "-" + now() + ".undo");
      }
    } catch (Throwable failure) {
      System.err.println("spark-recorder: " + PROPERTY + " was not set: " + failure);
    }
  }

  private static String now() {
    return LocalDateTime.now(ZoneOffset.UTC).format(TIME);
  }

  /** Java 8 has no ProcessHandle, and JMX takes long to load. Undo's agent is for Linux alone. */
  private static String processId() throws IOException {
    return Paths.get("/proc/self").toRealPath().getFileName().toString();
  }
}
