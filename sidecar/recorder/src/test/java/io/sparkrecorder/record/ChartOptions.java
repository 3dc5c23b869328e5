package io.sparkrecorder.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The JVM options that the chart gives the pods of a job, rendered by Helm. */
final class ChartOptions {
  private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path HELM = PROJECT.resolve(".tools/helm");

  private ChartOptions() {}

  /**
   * Renders spark-application with these values on top of those that a job requires.
   *
   * @param spool replaces {@code /recordings} in the options
   * @param values in the syntax of {@code --set}
   */
  static List<String> driver(Path spool, String... values) throws Exception {
    return options("spark.driver.defaultJavaOptions", spool, values);
  }

  /** The same for an executor with this id, which Spark fills in. */
  static List<String> executor(String id, Path spool, String... values) throws Exception {
    return options("spark.executor.defaultJavaOptions", spool, values).stream()
        .map(option -> option.replace("{{EXECUTOR_ID}}", id))
        .toList();
  }

  private static List<String> options(String key, Path spool, String... values) throws Exception {
    assumeThat(HELM).as("Helm, built by `make tools`").isExecutable();
    List<String> command = new ArrayList<>();
    command.addAll(List.of(HELM.toString(), "template", "job"));
    command.add(PROJECT.resolve("charts/spark-application").toString());
    command.addAll(List.of("--show-only", "templates/spark-application.yaml"));
    command.addAll(List.of("--set", "s3.bucket=bucket,mainClass=a.B"));
    command.addAll(List.of("--set", "mainApplicationFile=local:///a.jar"));
    for (String value : values) {
      command.addAll(List.of("--set", value));
    }
    GenericKubernetesResource application =
        Serialization.unmarshal(output(command), GenericKubernetesResource.class);
    Map<String, String> conf = application.get("spec", "sparkConf");
    String options = conf.get(key);
    return List.of(options.replace("/recordings", spool.toString()).split(" "));
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("helm", ".txt");
    Process helm = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String output = new String(helm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(helm.waitFor()).as(Files.readString(errors)).isZero();
    Files.delete(errors);
    return output;
  }
}
