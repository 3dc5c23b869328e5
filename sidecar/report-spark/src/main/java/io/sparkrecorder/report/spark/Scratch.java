package io.sparkrecorder.report.spark;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.Utils;

/** A folder for one task's temporary files, on the volume that Spark spills to. */
final class Scratch implements AutoCloseable {
  private final Path path;

  Scratch() throws IOException {
    path = Files.createTempDirectory(Path.of(Utils.getLocalDir(SparkEnv.get().conf())), "report-");
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(path);
  }
}
