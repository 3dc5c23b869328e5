package io.sparkrecorder.failuremap.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Spark distribution, or just a folder with {@code jars}, and the JDK that runs it.
 *
 * @param scala Scala version such as 2.13, which Spark cannot guess outside of a distribution
 * @param version such as 4.1.1
 */
public record SparkHome(Path home, String scala, String version, Path javaHome) {
  private static final Pattern CORE = Pattern.compile("spark-core_(\\d+\\.\\d+)-(.+)\\.jar");

  /** Reads the version of a distribution. */
  public static SparkHome of(Path home, Path javaHome) {
    Path jars = home.resolve("jars");
    if (!Files.isDirectory(jars)) {
      throw new RunProblem(
          "%s has no folder jars: set SPARK_HOME to a Spark distribution".formatted(home));
    }
    try (Stream<Path> files = Files.list(jars)) {
      return files
          .map(jar -> CORE.matcher(jar.getFileName().toString()))
          .filter(Matcher::matches)
          .map(core -> new SparkHome(home, core.group(1), core.group(2), javaHome))
          .findAny()
          .orElseThrow(() -> new RunProblem("No spark-core_*.jar in " + jars));
    } catch (IOException e) {
      throw new RunProblem("%s cannot be read: %s".formatted(jars, e));
    }
  }

  Path jars() {
    return home.resolve("jars");
  }

  Path java() {
    return javaHome.resolve("bin/java");
  }
}
