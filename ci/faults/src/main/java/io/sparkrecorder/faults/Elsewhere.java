package io.sparkrecorder.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The recordings of a pod that are still in its spool, or in another place before S3. */
final class Elsewhere {
  private final Set<Content> files = new HashSet<>();
  private final Set<Content> chunks = new HashSet<>();

  /** Reads everything below these folders. */
  Elsewhere(List<Path> folders) {
    folders.stream().filter(Files::isDirectory).forEach(this::read);
  }

  boolean hasFile(Content file) {
    return files.contains(file);
  }

  boolean hasChunk(Content chunk) {
    return chunks.contains(chunk);
  }

  private void read(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        add(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(Path file) throws IOException {
    try {
      Content content = Content.read(file);
      files.add(content);
      chunks.addAll(JfrChunks.split(content).chunks());
    } catch (NoSuchFileException e) {
      // the server has removed its own temporary file
    }
  }
}
