package io.sparkrecorder.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What lies in a pod's spool. */
final class Spool {
  private static final int LEAST_CHUNKS = 2;

  private Spool() {}

  /** Whether JFR has written into a further chunk, so that the one before it is finished. */
  static boolean hasFinishedChunk(Path spool) {
    return chunks(spool).size() >= LEAST_CHUNKS;
  }

  /** JFR keeps its chunks in a folder for each start of a JVM. */
  private static List<Path> chunks(Path spool) {
    try (Stream<Path> files = Files.find(spool, 2, (path, a) -> isChunk(spool, path))) {
      return files.toList();
    } catch (IOException | UncheckedIOException e) {
      // JFR removes files while we look.
      return List.of();
    }
  }

  private static boolean isChunk(Path spool, Path path) {
    return path.toString().endsWith(".jfr")
        && !spool.equals(path.getParent())
        && path.toFile().length() > 0;
  }
}
