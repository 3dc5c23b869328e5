package io.sparkrecorder.report.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary folder that is removed at the end, also after Ctrl-C. */
final class ScratchFolder implements AutoCloseable {
  private final Path path;
  private final Thread hook;

  ScratchFolder() throws IOException {
    path = Files.createTempDirectory("recorder-report-");
    hook = new Thread(this::remove);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  Path path() {
    return path;
  }

  private void remove() {
    try {
      if (!Files.isDirectory(path)) {
        return;
      }
      try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The folder is the system's own to clear.
      return;
    }
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends already.
      return;
    }
  }
}
