package io.sparkrecorder.failuremap.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.run.JobSettings;
import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rendered SparkApplication that each application of the map is made from. The runner sets the
 * name, labels, memory, cores, number of executors, arguments and its own entries of sparkConf;
 * images, recorder, volumes, scheduler and all else stay.
 */
public final class Template {
  static final String API = "sparkoperator.k8s.io/v1beta2";
  static final String KIND = "SparkApplication";

  private static final String EVENT_LOGS = "spark.eventLog.dir";
  private static final long MIB = 1L << 20;

  private final String yaml;
  private final String eventLogs;

  private final String sparkVersion;
  private final Optional<Owner> owner;

  private Template(String yaml, String eventLogs, String sparkVersion, Optional<Owner> owner) {
    this.yaml = yaml;
    this.eventLogs = eventLogs;
    this.sparkVersion = sparkVersion;
    this.owner = owner;
  }

  /** The same, whose applications belong to a Job. */
  public Template ownedBy(Owner job) {
    return new Template(yaml, eventLogs, sparkVersion, Optional.of(job));
  }

  /** Reads and checks a file. Throws {@link WrongUse} with the lines to write. */
  public static Template read(Path file) {
    String yaml;
    try {
      yaml = Files.readString(file);
    } catch (IOException e) {
      throw new WrongUse(
          "%s cannot be read: name a file with one rendered SparkApplication. Type:%n%s"
              .formatted(file, RENDER));
    }
    return of(yaml, file.toString());
  }

  private static final String RENDER =
      "  helm template failure-map charts/spark-application --values FILE --show-only templates/spark-application.yaml";

  static Template of(String yaml, String from) {
    GenericKubernetesResource application = parse(yaml, from);
    if (!API.equals(application.getApiVersion()) || !KIND.equals(application.getKind())) {
      throw new WrongUse(
          "%s has the kind %s %s instead of one %s %s"
              .formatted(from, application.getApiVersion(), application.getKind(), API, KIND));
    }
    Map<String, Object> spec = child(application.getAdditionalProperties(), "spec");
    require(from, "spec.mainClass", spec.get("mainClass"), JobSettings.MAIN);
    if (!(spec.get("mainApplicationFile") instanceof String)) {
      throw new WrongUse(
          "%s has no job. Write:%nspec:%n  mainApplicationFile: local:///opt/spark-recorder/failure-map/failure-map-job.jar"
              .formatted(from));
    }
    require(from, "spec.mode", spec.getOrDefault("mode", "cluster"), "cluster");
    require(
        from,
        "spec.restartPolicy.type",
        child(spec, "restartPolicy").getOrDefault("type", "Never"),
        "Never");
    Object logs = child(spec, "sparkConf").get(EVENT_LOGS);
    if (!(logs instanceof String place) || !place.matches("s3a?://[^/]+(/.*)?")) {
      throw new WrongUse(
          "%s has no event logs in S3, from which the outcomes are read. Write:%nspec:%n  sparkConf:%n    %s: s3a://BUCKET/PREFIX/history"
              .formatted(from, EVENT_LOGS));
    }
    return new Template(
        yaml, place, String.valueOf(spec.getOrDefault("sparkVersion", "")), Optional.empty());
  }

  private static GenericKubernetesResource parse(String yaml, String from) {
    try {
      return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    } catch (RuntimeException e) {
      throw new WrongUse(
          "%s is not the YAML of one object: %s".formatted(from, Failures.message(e)));
    }
  }

  private static void require(String from, String field, @Nullable Object value, String expected) {
    if (!expected.equals(value)) {
      throw new WrongUse("%s: %s is %s. Write: %s".formatted(from, field, value, expected));
    }
  }

  /** The folder of event logs, such as s3a://bucket/prefix/history. */
  public String eventLogs() {
    return eventLogs;
  }

  /** The version that the template names, such as 4.1.4; empty if it names none. */
  public String sparkVersion() {
    return sparkVersion;
  }

  /** Makes the application of a shape. */
  GenericKubernetesResource application(
      String name,
      Map<String, String> labels,
      Experiment experiment,
      Shape shape,
      List<String> arguments) {
    GenericKubernetesResource application =
        Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    application.getMetadata().setName(name);
    application.getMetadata().setNamespace(null);
    owner.ifPresent(job -> application.getMetadata().setOwnerReferences(List.of(job.reference())));
    Map<String, String> all = new LinkedHashMap<>(application.getMetadata().getLabels());
    all.putAll(labels);
    application.getMetadata().setLabels(all);
    Map<String, Object> spec = child(application.getAdditionalProperties(), "spec");
    spec.put("arguments", arguments);
    child(spec, "sparkConf").putAll(conf(experiment));
    Map<String, Object> driver = child(spec, "driver");
    driver.put("memory", mib(experiment.driverMemoryBytes()));
    child(driver, "labels").putAll(labels);
    Map<String, Object> executor = child(spec, "executor");
    executor.put("instances", shape.executors());
    executor.put("cores", shape.cores());
    executor.put("memory", mib(shape.heapBytes()));
    executor.put("memoryOverhead", mib(shape.overheadBytes()));
    child(executor, "labels").putAll(labels);
    application.setAdditionalProperty("spec", spec);
    return application;
  }

  /** Spark would end the application after some executors that die, which is what cells do. */
  private static Map<String, String> conf(Experiment experiment) {
    Map<String, String> conf = new LinkedHashMap<>(JobSettings.spark(experiment));
    conf.put("spark.executor.maxNumFailures", "" + Integer.MAX_VALUE);
    return conf;
  }

  private static String mib(long bytes) {
    return bytes / MIB + "m";
  }

  /** The object in a field, which is added if there is none. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> child(Map<String, Object> parent, String name) {
    Object child = parent.get(name);
    if (child instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    Map<String, Object> added = new LinkedHashMap<>();
    parent.put(name, added);
    return added;
  }
}
