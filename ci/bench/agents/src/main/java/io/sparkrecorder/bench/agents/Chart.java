package io.sparkrecorder.bench.agents;

import io.sparkrecorder.bench.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The rendered chart spark-application with the values of an agent.
 *
 * @param conf the Spark configuration that it gives a driver for the agent
 * @param profile the settings file of JFR that it mounts
 */
record Chart(Map<String, String> conf, String profile) {
  /** The path of the settings file in a pod. */
  static final String PROFILE = "/etc/spark-recorder/jfr/spark.jfc";

  private static final List<String> KEYS =
      List.of("spark.driver.defaultJavaOptions", "spark.plugins");

  static Chart of(Project project, Agent agent) throws IOException, InterruptedException {
    Map<String, String> conf = new TreeMap<>();
    String profile = "";
    Load yaml = new Load(LoadSettings.builder().build());
    for (Object object : yaml.loadAllFromString(rendered(project, agent))) {
      if (at(object, "kind").equals("ConfigMap")) {
        profile = at(object, "data", "spark.jfc").toString();
      } else {
        Map<?, ?> all = (Map<?, ?>) at(object, "spec", "sparkConf");
        for (String key : KEYS) {
          Object value = all.get(key);
          if (value != null) {
            conf.put(key, value.toString());
          }
        }
      }
    }
    return new Chart(conf, profile);
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
                "--show-only=templates/jfr-configmap.yaml",
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
      found = Objects.requireNonNull(((Map<?, ?>) found).get(key), key);
    }
    return found;
  }
}
