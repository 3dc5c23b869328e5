package io.sparkrecorder.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the build has put what is measured. */
public record Project(Path root) {
  /** The nearest folder, from the one we are in upwards, that has the recorder. */
  public static Project find() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("sidecar/recorder"))) {
        return new Project(folder);
      }
    }
    throw new IllegalStateException("run this inside the project: make bench");
  }

  Path options() {
    return root.resolve("sidecar/recorder/src/main/jvm/recorder.jvmopts");
  }

  Path shaded() {
    return root.resolve("sidecar/recorder/target/recorder.jar");
  }

  public S5cmd s5cmd() {
    return new S5cmd(root.resolve(".tools/s5cmd"));
  }

  public Path helm() {
    return root.resolve(".tools/helm");
  }

  /** Jar by jar, the recorder's own first, as in an image. */
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
