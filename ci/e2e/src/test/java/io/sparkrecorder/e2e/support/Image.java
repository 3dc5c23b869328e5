package io.sparkrecorder.e2e.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One line of {@code ci/e2e/images}.
 *
 * @param name the short name, such as {@code spark-4.1}
 * @param reference the name in a registry, with the tag
 * @param built path in the project of the archive that the build makes; empty for the images of
 *     others
 */
public record Image(String name, String reference, Optional<String> built) {
  private static final String LIST = "ci/e2e/images";

  /** Reads the list. */
  public static List<Image> all() {
    Path list = Project.root().resolve(LIST);
    try {
      return Files.readAllLines(list).stream()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" +"))
          .map(words -> new Image(words[0], words[1], third(words)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The image with this short name. */
  public static Image named(String name) {
    return all().stream()
        .filter(image -> image.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " is not in " + LIST));
  }

  public String tag() {
    return reference.substring(reference.lastIndexOf(':') + 1);
  }

  /** The version that stands for a line of Spark, such as {@code 4.1}. */
  public static String sparkVersion(String line) {
    return named("spark-" + line).tag();
  }

  private static Optional<String> third(String[] words) {
    return words.length > 2 ? Optional.of(words[2]) : Optional.empty();
  }
}
