package io.sparkrecorder.armada.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sparkrecorder.armada.job.Gang;
import io.sparkrecorder.armada.job.JobItem;
import io.sparkrecorder.armada.job.PodDefaults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.SparkConf;

/** Job items of an application that computes pi, made of one pod template. */
final class PiItems {

  static final String NAMESPACE = "jobs";
  static final YAMLMapper YAML = new YAMLMapper();
  private static final PodDefaults DEFAULTS = new PodDefaults(240, "8Gi", "1Gi");

  private final SparkPods pods;
  private final Path file;
  private final String application;
  private final Gang gang;
  private final SparkConf conf;
  private final ObjectNode template;

  PiItems(SparkPods pods, Path folder, String application, Gang gang) throws IOException {
    this.pods = pods;
    this.file = folder.resolve("template.yaml");
    this.application = application;
    this.gang = gang;
    try (var in = getClass().getResourceAsStream("/pod-template.yaml")) {
      template = (ObjectNode) YAML.readTree(in);
    }
    conf =
        new SparkConf(false)
            .setAppName("pi")
            .set("spark.master", "k8s://https://unused.invalid")
            .set("spark.submit.deployMode", "cluster")
            .set("spark.app.id", application)
            .set("spark.kubernetes.container.image", "spark:1")
            .set("spark.kubernetes.namespace", NAMESPACE);
  }

  /** The settings of the submission. */
  SparkConf conf() {
    return conf;
  }

  /** The pod template, which tests may change. */
  ObjectNode template() {
    return template;
  }

  ObjectNode spec() {
    return template.withObject("/spec");
  }

  /** The native sidecar of the template. */
  ObjectNode recorder() {
    return (ObjectNode) spec().at("/initContainers/0");
  }

  ObjectNode driver() throws IOException {
    conf.set("spark.kubernetes.driver.podTemplateFile", write());
    return item("driver", builtDriver());
  }

  ObjectNode executor(String id) throws IOException {
    conf.set("spark.kubernetes.executor.podTemplateFile", write());
    return item("executor " + id, pods.executor(conf, builtDriver(), application, id));
  }

  private BuiltPod builtDriver() {
    return pods.driver(
        conf,
        application,
        new String[] {
          "--primary-java-resource", "local:///opt/pi.jar", "--main-class", "Pi", "--arg", "10"
        });
  }

  private ObjectNode item(String name, BuiltPod built) {
    return new JobItem(NAMESPACE, 1)
        .of(
            name,
            application + "-" + name,
            built.pod(),
            built.sparkContainer(),
            built.resources(),
            DEFAULTS,
            Optional.of(gang));
  }

  /** Writes the template to a file, and returns its path. */
  String write() throws IOException {
    YAML.writeValue(file.toFile(), template);
    return file.toString();
  }
}
