package io.sparkrecorder.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Files that are bundled with the demo. */
final class Resource {
  private Resource() {}

  static Path copy(String name, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (InputStream content = Objects.requireNonNull(Resource.class.getResourceAsStream(name))) {
      Files.copy(content, file);
    }
    return file;
  }

  static void copyProgram(String name, Path file) throws IOException {
    if (!copy(name, file).toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
  }
}
