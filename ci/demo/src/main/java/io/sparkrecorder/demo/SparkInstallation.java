package io.sparkrecorder.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Spark to run and the JDK to run it on.
 *
 * @param home has a folder {@code jars}
 * @param scala Scala version such as 2.13, which Spark cannot guess outside of a distribution
 * @param version such as 4.1.1
 * @param javaHome JDK of the driver and the executors
 */
record SparkInstallation(Path home, String scala, String version, Path javaHome) {
  private static final Pattern CORE = Pattern.compile("spark-core_(\\d+\\.\\d+)-(.+)\\.jar");

  /**
   * The user's own Spark (SPARK_HOME) on a JDK that it supports; otherwise the one collected from
   * Maven Central on the JDK that runs the demo.
   */
  static SparkInstallation find(Map<String, String> environment, Project project) {
    String own = environment.getOrDefault("SPARK_HOME", "");
    String java = environment.getOrDefault("SPARK_JAVA_HOME", "");
    Path home = own.isEmpty() ? project.spark() : Path.of(own).toAbsolutePath();
    if (!java.isEmpty()) {
      return of(home, Path.of(java).toAbsolutePath());
    }
    return of(home, own.isEmpty() ? Path.of(System.getProperty("java.home")) : jdk17to21(project));
  }

  Path jars() {
    return home.resolve("jars");
  }

  private static SparkInstallation of(Path home, Path javaHome) {
    try (Stream<Path> jars = Files.list(home.resolve("jars"))) {
      return jars.map(jar -> CORE.matcher(jar.getFileName().toString()))
          .filter(Matcher::matches)
          .map(core -> new SparkInstallation(home, core.group(1), core.group(2), javaHome))
          .findAny()
          .orElseThrow(() -> new DemoFailed("No spark-core_*.jar in " + home.resolve("jars")));
    } catch (IOException e) {
      throw new DemoFailed("No Spark in " + home + ": set SPARK_HOME to a distribution", e);
    }
  }

  /** The Hadoop of a distribution does not start on JDK 24 and later. */
  private static Path jdk17to21(Project project) {
    try {
      Process search =
          new ProcessBuilder(project.toolchain().toString(), "jdk", "17", "21")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String found = new String(search.getInputStream().readAllBytes(), UTF_8).strip();
      if (found.isEmpty()) {
        throw new DemoFailed("SPARK_HOME needs a JDK 17 or 21: set SPARK_JAVA_HOME");
      }
      return Path.of(found);
    } catch (IOException e) {
      throw new DemoFailed("Cannot look for a JDK", e);
    }
  }
}
