package io.sparkrecorder.armada.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkrecorder.armada.config.ArmadaSettings;
import io.sparkrecorder.armada.spark.SparkSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Joins the settings spark.armada.* and the fields of a pod template. */
class ExecutorItemsTest {

  @TempDir private Path folder;
  private final SparkConf conf = new SparkConf(false);

  @BeforeEach
  void template() throws IOException {
    Path template = folder.resolve("executor.yaml");
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("/pod-template.yaml"))) {
      Files.copy(in, template);
    }
    conf.setAppName("pi")
        .set("spark.master", "armada://127.0.0.1:1")
        .set("spark.driver.host", "driver.example.com")
        .set("spark.driver.port", "7078")
        .set("spark.kubernetes.container.image", "spark:1")
        .set("spark.kubernetes.namespace", "jobs")
        .set("spark.kubernetes.executor.podTemplateFile", template.toString())
        .set("spark.armada.queue", "team");
  }

  @Test
  void the_template_keeps_its_labels_sidecar_and_grace_beside_the_settings() {
    conf.set("spark.armada.global.labels", "owner=all,tier=all")
        .set("spark.armada.executor.labels", "tier=batch")
        .set("spark.armada.clusterSelectors", "zone=b")
        .set("spark.kubernetes.node.selector.disk", "ssd");

    JsonNode item = item("7");

    assertThat(item.at("/labels/team").asText()).isEqualTo("data");
    assertThat(item.at("/labels/owner").asText()).isEqualTo("all");
    assertThat(item.at("/labels/tier").asText()).isEqualTo("batch");
    assertThat(item.at("/labels/spark-exec-id").asText()).isEqualTo("7");
    assertThat(item.at("/annotations/example.com~1note").asText()).isEqualTo("kept");
    JsonNode spec = item.at("/podSpecs/0");
    assertThat(spec.at("/nodeSelector/zone").asText()).isEqualTo("b");
    assertThat(spec.at("/nodeSelector/disk").asText()).isEqualTo("ssd");
    assertThat(spec.at("/initContainers/0/restartPolicy").asText()).isEqualTo("Always");
    assertThat(spec.at("/terminationGracePeriodSeconds").asInt()).isEqualTo(240);
  }

  @Test
  void the_priority_class_of_a_template_wins_over_the_setting() {
    conf.set("spark.armada.priorityClass", "armada-preemptible");

    assertThat(item("1").at("/podSpecs/0/priorityClassName").asText()).isEqualTo("armada-default");
  }

  @Test
  void the_setting_names_the_priority_class_of_other_templates() {
    conf.remove("spark.kubernetes.executor.podTemplateFile")
        .set("spark.armada.priorityClass", "armada-preemptible");

    assertThat(item("1").at("/podSpecs/0/priorityClassName").asText())
        .isEqualTo("armada-preemptible");
  }

  @Test
  void grace_storage_and_priority_come_from_the_settings_where_no_template_names_them() {
    conf.remove("spark.kubernetes.executor.podTemplateFile")
        .set("spark.armada.priority", "7")
        .set("spark.armada.executor.grace", "2m")
        .set("spark.armada.executor.ephemeralStorage", "20Gi");

    JsonNode item = item("1");

    assertThat(item.path("priority").asDouble()).isEqualTo(7);
    assertThat(item.path("namespace").asText()).isEqualTo("jobs");
    assertThat(item.at("/podSpecs/0/terminationGracePeriodSeconds").asInt()).isEqualTo(120);
    assertThat(item.at("/podSpecs/0/containers/0/resources/requests/ephemeral-storage").asText())
        .isEqualTo("20Gi");
  }

  private JsonNode item(String id) {
    try (ExecutorItems items =
        new ExecutorItems(conf, "spark-4711", ArmadaSettings.of(SparkSettings.of(conf)))) {
      return items.of(id, Optional.empty()).json();
    }
  }
}
