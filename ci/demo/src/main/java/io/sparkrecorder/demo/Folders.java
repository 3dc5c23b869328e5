package io.sparkrecorder.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/**
 * Where the demo keeps what.
 *
 * @param root wiped at start
 */
record Folders(Path root) {

  /** Fresh folders. */
  static Folders wiped(Path root) throws IOException {
    FileUtils.deleteDirectory(root.toFile());
    Folders folders = new Folders(Files.createDirectories(root).toRealPath());
    for (Path folder : new Path[] {folders.store(), folders.logs(), folders.admission()}) {
      Files.createDirectories(folder);
    }
    return folders;
  }

  /** A pod's emptyDir. Takes Spark's placeholder for the executor's id as well as a real one. */
  Path spool(PodName pod) {
    return pods().resolve(pod.toString()).resolve("recordings");
  }

  Path pods() {
    return root.resolve("pods");
  }

  Path store() {
    return root.resolve("store");
  }

  /** What the S3 server holds. */
  Path s3() {
    return root.resolve("s3");
  }

  Path logs() {
    return root.resolve("logs");
  }

  Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** Where executors ask for their pod. */
  Path admission() {
    return root.resolve("admission");
  }

  /** A SPARK_HOME that holds this run's settings, and where Spark may write. */
  Path sparkHome() {
    return root.resolve("spark-home");
  }

  Path result() {
    return root.resolve("result.txt");
  }

  Path environment() {
    return root.resolve("env");
  }
}
