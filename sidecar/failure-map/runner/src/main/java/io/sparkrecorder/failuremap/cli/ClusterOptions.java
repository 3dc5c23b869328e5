package io.sparkrecorder.failuremap.cli;

import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.failuremap.cluster.Owner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code run --on cluster}. An option wins over its environment variable. */
final class ClusterOptions {
  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description =
          "Namespace of the applications; default FAILURE_MAP_NAMESPACE, or that of the pod or"
              + " kubeconfig.")
  private @Nullable String namespace;

  @Option(
      names = "--application",
      paramLabel = "FILE",
      description =
          "YAML file with one SparkApplication, the template of all; default"
              + " FAILURE_MAP_APPLICATION.")
  private @Nullable Path application;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      description = "Number of applications at the same time; default FAILURE_MAP_AT_ONCE, or 2.")
  private @Nullable Integer atOnce;

  @Option(
      names = "--pending-seconds",
      paramLabel = "N",
      description =
          "Longest time that a pod may wait for a node or an image; default"
              + " FAILURE_MAP_PENDING_SECONDS, or 600.")
  private @Nullable Integer pendingSeconds;

  Optional<String> namespace(Map<String, String> environment) {
    return Optional.ofNullable(namespace).or(() -> given(environment, "FAILURE_MAP_NAMESPACE"));
  }

  Path application(Map<String, String> environment) {
    return Optional.ofNullable(application)
        .or(() -> given(environment, "FAILURE_MAP_APPLICATION").map(Path::of))
        .orElseThrow(
            () ->
                new WrongUse(
                    "no template: give --application FILE with one rendered SparkApplication"));
  }

  /** The Job that the chart names; empty for a runner outside of the cluster. */
  Optional<Owner> owner(Map<String, String> environment) {
    return given(environment, "FAILURE_MAP_JOB_NAME")
        .flatMap(
            name -> given(environment, "FAILURE_MAP_JOB_UID").map(uid -> new Owner(name, uid)));
  }

  int atOnce(Map<String, String> environment) {
    return number("--at-once", atOnce, environment, "FAILURE_MAP_AT_ONCE", 2);
  }

  Duration pending(Map<String, String> environment) {
    return Duration.ofSeconds(
        number(
            "--pending-seconds", pendingSeconds, environment, "FAILURE_MAP_PENDING_SECONDS", 600));
  }

  private static int number(
      String option,
      @Nullable Integer value,
      Map<String, String> environment,
      String variable,
      int standard) {
    String text =
        value != null
            ? value.toString()
            : given(environment, variable).orElse(Integer.toString(standard));
    if (!text.matches("[1-9]\\d{0,4}")) {
      throw new WrongUse("%s or %s: %s is no number from 1 on".formatted(option, variable, text));
    }
    return Integer.parseInt(text);
  }

  private static Optional<String> given(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(text -> !text.isBlank());
  }
}
