package io.sparkrecorder.bench.history;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The Spark of an image, unpacked, on a JDK that it runs on.
 *
 * @param home what {@code /opt/spark} is in the image
 * @param java home of the JDK
 */
record SparkHome(Path home, Path java) {

  /**
   * Unpacks it.
   *
   * @param archive a docker-save archive
   * @param to an empty folder
   */
  static SparkHome unpack(Path archive, Path to, Path java) throws IOException {
    Path layers = Files.createDirectories(to.resolve("layers"));
    Path root = Files.createDirectories(to.resolve("root"));
    run(List.of("tar", "-xf", archive.toString(), "-C", layers.toString()));
    Object image = JSON.std.listFrom(layers.resolve("manifest.json").toFile()).getFirst();
    for (Object layer : (List<?>) ((Map<?, ?>) image).get("Layers")) {
      run(
          List.of(
              "tar",
              "-xf",
              layers.resolve(layer.toString()).toString(),
              "-C",
              root.toString(),
              "--exclude=dev/*"));
    }
    return new SparkHome(root.resolve("opt/spark"), java);
  }

  /** A process of one of its classes; its output goes to a file. */
  ProcessBuilder command(Path conf, Path log, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder(arguments);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().put("SPARK_CONF_DIR", conf.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile());
  }

  static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.onExit().join().exitValue();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " failed with " + code + ": " + said);
    }
  }
}
