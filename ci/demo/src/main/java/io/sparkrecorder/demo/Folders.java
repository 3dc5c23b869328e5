package io.sparkrecorder.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/**
 * The folders of the demo.
 *
 * @param root wiped at the start
 */
record Folders(Path root) {

  /** Wipes the root and creates the folders. */
  static Folders wiped(Path root) throws IOException {
    FileUtils.deleteDirectory(root.toFile());
    Folders folders = new Folders(Files.createDirectories(root).toRealPath());
    for (Path folder :
        new Path[] {folders.store(), folders.logs(), folders.admission(), folders.history()}) {
      Files.createDirectories(folder);
    }
    return folders;
  }

  /** A pod's emptyDir. Accepts Spark's placeholder for the executor id as well as a real one. */
  Path spool(PodName pod) {
    return pods().resolve(pod.toString()).resolve("recordings");
  }

  Path pods() {
    return root.resolve("pods");
  }

  Path store() {
    return root.resolve("store");
  }

  /** The data of the S3 server. */
  Path s3() {
    return root.resolve("s3");
  }

  /** Spark's event logs. */
  Path history() {
    return root.resolve("history");
  }

  Path logs() {
    return root.resolve("logs");
  }

  Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** The folder in which executors request their pod. */
  Path admission() {
    return root.resolve("admission");
  }

  /** A SPARK_HOME with this run's settings, in which Spark may write. */
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
