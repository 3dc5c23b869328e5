package io.sparkrecorder.bench.history;

import io.sparkrecorder.bench.Bucket;
import io.sparkrecorder.bench.Project;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Renders the chart history-server with Helm, with no value set except the location of the event
 * logs.
 */
final class Chart {
  static final String NAMESPACE = "bench";

  /** The chart's location of the event logs in the bucket. */
  static final String LOGS = "pipelines/" + NAMESPACE + "/history/";

  private Chart() {}

  /** The configuration of its pod with default values. */
  static Setting defaults(Project project, Bucket bucket) throws IOException, InterruptedException {
    Map<String, String> conf = new TreeMap<>();
    Map<String, String> environment = new TreeMap<>();
    String rendered = rendered(project, bucket);
    for (Object object : new Load(LoadSettings.builder().build()).loadAllFromString(rendered)) {
      if (at(object, "kind").equals("ConfigMap")) {
        properties(at(object, "data", "spark-defaults.conf").toString())
            .forEach((key, value) -> conf.put(key.toString(), value.toString()));
      } else {
        Object containers = at(object, "spec", "template", "spec", "containers");
        environment.putAll(values((List<?>) at(((List<?>) containers).getFirst(), "env")));
      }
    }
    environment.remove("SPARK_CONF_DIR");
    bucket.settings().keySet().stream()
        .filter(name -> name.startsWith("AWS_"))
        .forEach(name -> environment.put(name, bucket.settings().get(name)));
    return new Setting("shipped", conf, environment);
  }

  private static String rendered(Project project, Bucket bucket)
      throws IOException, InterruptedException {
    ProcessBuilder helm =
        new ProcessBuilder(
            project.helm().toString(),
            "template",
            "history",
            project.root().resolve("charts/spark-workspace/charts/history-server").toString(),
            "--namespace=" + NAMESPACE,
            "--show-only=templates/configmap.yaml",
            "--show-only=templates/deployment.yaml",
            "--set=s3.auth.mode=secret",
            "--set=s3.region=" + bucket.settings().get("AWS_REGION"),
            "--set=s3.endpoint=" + bucket.server().endpoint(),
            "--set=s3.bucket=" + bucket.name());
    Path said = Files.createTempFile("helm-", ".txt");
    try {
      Process process = helm.redirectError(said.toFile()).start();
      String rendered = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", helm.command()) + ":\n" + Files.readString(said));
      }
      return rendered;
    } finally {
      Files.delete(said);
    }
  }

  /** The container's variables that have a literal value, not one from a secret. */
  private static Map<String, String> values(List<?> variables) {
    Map<String, String> values = new TreeMap<>();
    for (Object variable : variables) {
      if (((Map<?, ?>) variable).containsKey("value")) {
        values.put(at(variable, "name").toString(), at(variable, "value").toString());
      }
    }
    return values;
  }

  private static Properties properties(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return properties;
  }

  private static Object at(Object map, String... path) {
    Object found = map;
    for (String key : path) {
      found = Objects.requireNonNull(((Map<?, ?>) found).get(key), key);
    }
    return found;
  }
}
