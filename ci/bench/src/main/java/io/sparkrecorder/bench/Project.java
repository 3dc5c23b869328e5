package io.sparkrecorder.bench;

import io.sparkrecorder.testbed.ProjectFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The places of build results to be measured. */
public record Project(Path root) {
  public static Project find() {
    return new Project(ProjectFolder.find().root());
  }

  Path options() {
    return new ProjectFolder(root).recorderOptions();
  }

  Path shaded() {
    return new ProjectFolder(root).recorderJar();
  }

  public S5cmd s5cmd() {
    return new S5cmd(root.resolve(".tools/s5cmd"));
  }

  public Path helm() {
    return root.resolve(".tools/helm");
  }

  /** The class path of thin jars with the recorder's own first, as in an image. */
  String classPath() {
    try {
      return Files.readString(root.resolve("ci/bench/target/recorder.classpath")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String benchClassPath() {
    return root.resolve("ci/bench/target/bench.jar").toString();
  }
}
