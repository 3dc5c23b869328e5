package io.sparkrecorder.demo;

import io.sparkrecorder.testbed.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The places of build results in this project.
 *
 * @param root the project's folder
 */
record Project(Path root) {
  /** The project that the working directory is in. */
  static Project find() {
    try {
      return new Project(ProjectFolder.find().root());
    } catch (IllegalStateException e) {
      throw new DemoFailed("the project is not found", e);
    }
  }

  Path toolchain() {
    return root.resolve("ci/toolchain.sh");
  }

  Path recorderJar() {
    return built("sidecar/recorder/target/recorder.jar", "recorder");
  }

  Path reportJar() {
    return built("sidecar/report/target/report.jar", "recorder");
  }

  Path reportOptions() {
    return root.resolve("sidecar/report/src/main/jvm/report.jvmopts");
  }

  Path recorderOptions() {
    return new ProjectFolder(root).recorderOptions();
  }

  Path recorderCommand() {
    return root.resolve("sidecar/recorder/recorder");
  }

  Path gateway() {
    return built(".tools/versitygw", "tools");
  }

  Path jobJar() {
    return built("ci/demo/job/target/demo-job.jar", "demo");
  }

  /** The Spark collected from Maven Central, in the layout of a SPARK_HOME. */
  Path spark() {
    Path target = root.resolve("ci/demo/job/target");
    try (Stream<Path> below = Files.list(target)) {
      List<Path> homes =
          below
              .filter(path -> path.getFileName().toString().startsWith("spark-"))
              .sorted()
              .toList();
      if (!homes.isEmpty()) {
        return homes.getLast();
      }
    } catch (IOException e) {
      throw new DemoFailed(target + " is not built: run `make demo`", e);
    }
    throw new DemoFailed("No Spark in " + target + ": run `make demo`");
  }

  private Path built(String path, String target) {
    Path file = root.resolve(path);
    if (!Files.exists(file)) {
      throw new DemoFailed("%s is not built: run `make %s`".formatted(file, target));
    }
    return file;
  }
}
