package io.sparkrecorder.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Inspects a pod's spool. */
final class Spool {
  private static final int LEAST_CHUNKS = 2;

  private Spool() {}

  /** Whether JFR has begun a second chunk, so that the first one is finished. */
  static boolean hasFinishedChunk(Path spool) {
    return chunks(spool).size() >= LEAST_CHUNKS;
  }

  /** JFR keeps its chunks in one folder per JVM start. */
  private static List<Path> chunks(Path spool) {
    try (Stream<Path> files = Files.find(spool, 2, (path, a) -> isChunk(spool, path))) {
      return files.toList();
    } catch (IOException | UncheckedIOException e) {
      // JFR removes files during the listing.
      return List.of();
    }
  }

  private static boolean isChunk(Path spool, Path path) {
    return path.toString().endsWith(".jfr")
        && !spool.equals(path.getParent())
        && path.toFile().length() > 0;
  }
}
