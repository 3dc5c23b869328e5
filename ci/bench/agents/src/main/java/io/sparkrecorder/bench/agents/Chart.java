package io.sparkrecorder.bench.agents;

import io.sparkrecorder.bench.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Renders the chart spark-application with Helm, with the values of an agent. */
final class Chart {
  private static final List<String> KEYS =
      List.of("spark.driver.defaultJavaOptions", "spark.plugins");

  private Chart() {}

  /** The Spark configuration that the chart gives a driver for an agent. */
  static Map<String, String> conf(Project project, Agent agent)
      throws IOException, InterruptedException {
    Object application =
        new Load(LoadSettings.builder().build()).loadFromString(rendered(project, agent));
    Map<String, String> conf = new TreeMap<>();
    for (String key : KEYS) {
      Object value = at(application, "spec", "sparkConf", key);
      if (value != null) {
        conf.put(key, value.toString());
      }
    }
    return conf;
  }

  private static String rendered(Project project, Agent agent)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                project.helm().toString(),
                "template",
                "bench",
                project.root().resolve("charts/spark-application").toString(),
                "--show-only=templates/spark-application.yaml",
                "--values=" + project.root().resolve("values/team.yaml"),
                "--values=" + project.root().resolve("values/pi.yaml")));
    agent.values().forEach(value -> command.add("--set=" + value));
    Path said = Files.createTempFile("helm-", ".txt");
    try {
      Process process = new ProcessBuilder(command).redirectError(said.toFile()).start();
      String rendered = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ":\n" + Files.readString(said));
      }
      return rendered;
    } finally {
      Files.delete(said);
    }
  }

  private static Object at(Object map, String... path) {
    Object found = map;
    for (String key : path) {
      found = ((Map<?, ?>) found).get(key);
    }
    return found;
  }
}
