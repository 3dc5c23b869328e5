package io.sparkrecorder.bench;

import io.sparkrecorder.testbed.Jdks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The Spark of one of this project's images, unpacked: the same jars that a pod runs.
 *
 * @param home its {@code /opt/spark}
 * @param javaHome a JDK of this machine to run it on
 */
public record Spark(Path home, Path javaHome) {
  private static final Pattern LAYERS = Pattern.compile("\"Layers\":\\[([^\\]]*)\\]");
  private static final Pattern LAYER = Pattern.compile("\"([^\"]+)\"");

  /**
   * Unpacks the Spark of an image.
   *
   * @param archive in docker-save format, as jib writes it
   * @param into an empty folder
   */
  public static Spark unpack(Path archive, Path into) throws IOException, InterruptedException {
    Path image = Files.createDirectories(into.resolve("image"));
    Path root = Files.createDirectories(into.resolve("root"));
    tar("-C", image.toString(), "-xf", archive.toString());
    for (String layer : layers(Files.readString(image.resolve("manifest.json")))) {
      Path file = image.resolve(layer);
      if (hasSpark(file)) {
        tar(
            "-C",
            root.toString(),
            "--no-same-owner",
            "--wildcards",
            "-xf",
            "" + file,
            "*opt/spark*");
      }
    }
    command("rm", "-r", image.toString());
    return new Spark(root.resolve("opt/spark"), jdk());
  }

  /** The folder with the agents of the image. */
  public Path agents() {
    return home.resolveSibling("spark-recorder").resolve("agents");
  }

  /**
   * Prepares a class of Spark with the command of the chart's container.
   *
   * @param conf folder of {@code spark-defaults.conf}
   */
  public ProcessBuilder start(Path conf, Map<String, String> environment, String... words) {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/spark-class").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.matches("(SPARK|HADOOP|JAVA|JDK|AWS)_.*"));
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_CONF_DIR", conf.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(environment);
    return builder.directory(conf.toFile());
  }

  /** The layers from lowest to highest. */
  private static List<String> layers(String manifest) {
    String layers =
        LAYERS.matcher(manifest).results().map(found -> found.group(1)).findFirst().orElseThrow();
    return LAYER.matcher(layers).results().map((MatchResult layer) -> layer.group(1)).toList();
  }

  private static boolean hasSpark(Path layer) throws IOException, InterruptedException {
    Process list =
        new ProcessBuilder("tar", "--warning=no-unknown-keyword", "-tf", layer.toString()).start();
    String names = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    list.waitFor();
    return names
        .lines()
        .map(name -> name.replaceFirst("^\\./", ""))
        .anyMatch(name -> name.startsWith("opt/spark/") || name.startsWith("opt/spark-recorder/"));
  }

  private static void tar(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("tar", "--warning=no-unknown-keyword"));
    words.addAll(List.of(arguments));
    command(words.toArray(String[]::new));
  }

  private static void command(String... words) throws IOException, InterruptedException {
    if (new ProcessBuilder(words).inheritIO().start().waitFor() != 0) {
      throw new IOException("command failed: " + String.join(" ", words));
    }
  }

  private static Path jdk() {
    return Jdks.find(17)
        .or(() -> Jdks.find(21))
        .orElseThrow(
            () -> new IllegalStateException("Spark needs a JDK 17 or 21: set JAVA_HOME_17"));
  }
}
