package io.sparkrecorder.e2e.job;

import io.sparkrecorder.e2e.support.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A chart as a later version of it may be: another version, and another default of spark-lib. */
final class OtherVersion {
  private static final String NUMBER = "9.9.9";
  private static final String DEFAULT = "maxSize: 256m";
  private static final String OTHER_DEFAULT = "maxSize: 255m";

  private OtherVersion() {}

  /** Copies a chart, with its links followed, and changes the copy. */
  static Path of(String chart) {
    Path from = Project.root().resolve("charts").resolve(chart);
    Path to = Project.target().resolve("other-version").resolve(chart);
    try (Stream<Path> files = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.write(copy, Files.readAllBytes(file));
      }
      change(to.resolve("Chart.yaml"), "\nversion: ", "\nversion: " + NUMBER + " # ");
      change(to.resolve("charts/spark-lib/values.yaml"), DEFAULT, OTHER_DEFAULT);
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void change(Path file, String text, String other) throws IOException {
    String before = Files.readString(file);
    List<String> parts = List.of(before.split(Pattern.quote(text), 2));
    if (parts.size() != 2) {
      throw new IllegalStateException(file + " has no " + text);
    }
    Files.writeString(file, parts.getFirst() + other + parts.getLast());
  }
}
