package io.sparkrecorder.testbed;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The project's folder and the places in it where a build puts the recorder.
 *
 * @param root the folder
 */
public record ProjectFolder(Path root) {
  /**
   * Finds the project from the working directory upwards: the first folder that holds the recorder.
   */
  public static ProjectFolder find() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("sidecar/recorder"))) {
        return new ProjectFolder(folder);
      }
    }
    throw new IllegalStateException("this must run inside the project: use make");
  }

  /** The file with the options of the recorder's JVM. */
  public Path recorderOptions() {
    return root.resolve("sidecar/recorder/src/main/jvm/recorder.jvmopts");
  }

  /** The recorder in one jar. */
  public Path recorderJar() {
    return root.resolve("sidecar/recorder/target/recorder.jar");
  }

  /** The file with the options of the report's JVM. */
  public Path reportOptions() {
    return root.resolve("sidecar/report/src/main/jvm/report.jvmopts");
  }

  /** The report in one jar. */
  public Path reportJar() {
    return root.resolve("sidecar/report/target/report.jar");
  }
}
