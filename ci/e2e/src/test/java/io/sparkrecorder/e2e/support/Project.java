package io.sparkrecorder.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** This project's folder, and what stands in it. */
public final class Project {
  private static final Path IMAGES = Path.of("ci/e2e/images");

  private Project() {}

  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(folder.resolve(IMAGES))) {
      folder =
          Optional.ofNullable(folder.getParent())
              .orElseThrow(() -> new IllegalStateException("not inside of the project"));
    }
    return folder;
  }

  /** Images by their short names, but for those that are built here. */
  static Map<String, String> images() {
    return lines()
        .filter(words -> words.length == 2)
        .collect(Collectors.toMap(words -> words[0], words -> words[1]));
  }

  /** Archives of images that are built here. */
  static Stream<String> built() {
    return lines().filter(words -> words.length == 3).map(words -> words[2]);
  }

  private static Stream<String[]> lines() {
    try {
      return Files.readAllLines(root().resolve(IMAGES)).stream()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" +"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String image(String name) {
    return lines()
        .filter(words -> words[0].equals(name))
        .map(words -> words[1])
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " is not in " + IMAGES));
  }

  public static String tag(String name) {
    String image = image(name);
    return image.substring(image.lastIndexOf(':') + 1);
  }

  /** The version that stands for a line of Spark, such as {@code 4.1}. */
  public static String sparkVersion(String line) {
    return tag("spark-" + line);
  }

  /** Where a test leaves what a person may want to see after it. */
  public static Path target() {
    return root().resolve("ci/e2e/target/e2e");
  }
}
