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
import java.util.stream.Stream;

/**
 * The JVM options that the chart gives the pods of a job, rendered by Helm, with the settings file
 * of JFR that it mounts.
 */
final class ChartOptions {
  private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path HELM = PROJECT.resolve(".tools/helm");
  private static final String MOUNTED = "/etc/spark-recorder/jfr/spark.jfc";

  private ChartOptions() {}

  /**
   * Renders spark-application with these values on top of those that a job requires.
   *
   * @param spool replaces {@code /recordings} in the options
   * @param values in the syntax of {@code --set}
   */
  static List<String> driver(Path spool, String... values) throws Exception {
    return options("spark.driver.defaultJavaOptions", spool, set(values));
  }

  /** Options of a driver whose values hold the text of this settings file. */
  static List<String> driverWithText(Path spool, Path jfc) throws Exception {
    List<String> values = List.of("--set-file", "agent.jfr.jfc=" + jfc);
    return options("spark.driver.defaultJavaOptions", spool, values);
  }

  /** The same for an executor with this id, which Spark fills in. */
  static List<String> executor(String id, Path spool, String... values) throws Exception {
    return options("spark.executor.defaultJavaOptions", spool, set(values)).stream()
        .map(option -> option.replace("{{EXECUTOR_ID}}", id))
        .toList();
  }

  private static List<String> set(String... values) {
    return Stream.of(values).flatMap(value -> Stream.of("--set", value)).toList();
  }

  private static List<String> options(String key, Path spool, List<String> values)
      throws Exception {
    Map<String, String> conf = rendered("spark-application", values).get("spec", "sparkConf");
    Path jfc = spool.resolveSibling("spark.jfc");
    Files.writeString(jfc, rendered("jfr-configmap", values).get("data", "spark.jfc"));
    String options = conf.get(key);
    return List.of(
        options
            .replace("/recordings", spool.toString())
            .replace(MOUNTED, jfc.toString())
            .split(" "));
  }

  private static GenericKubernetesResource rendered(String template, List<String> values)
      throws IOException, InterruptedException {
    assumeThat(HELM).as("Helm, built by `make tools`").isExecutable();
    List<String> command = new ArrayList<>();
    command.addAll(List.of(HELM.toString(), "template", "job"));
    command.add(PROJECT.resolve("charts/spark-application").toString());
    command.addAll(List.of("--show-only", "templates/" + template + ".yaml"));
    command.addAll(List.of("--set", "s3.bucket=bucket,mainClass=a.B"));
    command.addAll(List.of("--set", "mainApplicationFile=local:///a.jar"));
    command.addAll(values);
    return Serialization.unmarshal(output(command), GenericKubernetesResource.class);
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
