package io.sparkrecorder.cli;

import io.sparkrecorder.config.RecorderSettings;
import io.sparkrecorder.config.S3Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the location of recordings, which override the settings of the same meaning. */
public final class Bucket {
  @Option(names = "--bucket", paramLabel = "NAME", description = "Instead of RECORDER_S3_BUCKET.")
  private String bucket;

  @Option(names = "--prefix", paramLabel = "PATH", description = "Instead of RECORDER_S3_PREFIX.")
  private String prefix;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "Instead of RECORDER_S3_ENDPOINT.")
  private String endpoint;

  @Option(names = "--region", paramLabel = "NAME", description = "Instead of RECORDER_S3_REGION.")
  private String region;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "Sets the default prefix: pipelines/NAME.")
  private String namespace;

  /**
   * The settings of the environment with these options in their place.
   *
   * @throws WrongUse if no bucket is named
   */
  public S3Settings settings(Map<String, String> environment) {
    return RecorderSettings.s3From(variables(environment));
  }

  /**
   * The environment with these options in their place.
   *
   * @throws WrongUse if no bucket is named
   */
  Map<String, String> variables(Map<String, String> environment) {
    Map<String, String> variables = new LinkedHashMap<>(environment);
    put(variables, "RECORDER_S3_BUCKET", bucket);
    put(variables, "RECORDER_S3_PREFIX", prefix);
    put(variables, "RECORDER_S3_ENDPOINT", endpoint);
    put(variables, "RECORDER_S3_REGION", region);
    put(variables, "RECORDER_NAMESPACE", namespace);
    if (variables.getOrDefault("RECORDER_S3_BUCKET", "").isBlank()) {
      throw new WrongUse("no bucket is set. Give --bucket NAME, or set RECORDER_S3_BUCKET");
    }
    return variables;
  }

  /** The namespace that is named here or in the environment; empty if neither names one. */
  Optional<String> namespace(Map<String, String> environment) {
    return Optional.ofNullable(namespace)
        .or(() -> Optional.ofNullable(environment.get("RECORDER_NAMESPACE")))
        .filter(name -> !name.isBlank());
  }

  private static void put(Map<String, String> variables, String name, String value) {
    if (value != null) {
      variables.put(name, value);
    }
  }
}
