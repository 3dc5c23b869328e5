package io.sparkrecorder.failuremap.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.experiment.ExperimentReader;
import io.sparkrecorder.failuremap.model.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  private static final long MIB = 1L << 20;

  private static final String YAML =
      """
      apiVersion: sparkoperator.k8s.io/v1beta2
      kind: SparkApplication
      metadata:
        name: template
        labels: {team: a}
      spec:
        mainClass: io.sparkrecorder.failuremap.job.FailureMapJob
        mainApplicationFile: local:///opt/failure-map-job.jar
        sparkVersion: 4.1.4
        mode: cluster
        batchScheduler: volcano
        restartPolicy: {type: Never}
        sparkConf:
          spark.eventLog.dir: s3a://bucket/pipelines/a/history
          spark.kept: "yes"
        driver:
          memory: 8g
          serviceAccount: spark
          labels: {mine: "1"}
        executor: {instances: 9, coreRequest: 100m}
      """;

  private static final Experiment EXPERIMENT =
      ExperimentReader.read(
          "id: grid\nmaxFailures: 4\ndriverMemory: 1g\nspark: {spark.sql.broadcastTimeout: 60}");

  private static final Map<String, String> LABELS = Labels.of("grid", "grid-1");

  @Test
  void application_belongs_to_the_job_of_the_runner() {
    Template template = Template.of(YAML, "app.yaml").ownedBy(new Owner("map-1", "uid-1"));

    assertThat(
            template
                .application(
                    "grid-1", LABELS, EXPERIMENT, new Shape(512 * MIB, 100 * MIB, 2, 3), List.of())
                .getMetadata()
                .getOwnerReferences())
        .singleElement()
        .satisfies(
            owner -> {
              assertThat(owner.getApiVersion()).isEqualTo("batch/v1");
              assertThat(owner.getKind()).isEqualTo("Job");
              assertThat(owner.getName()).isEqualTo("map-1");
              assertThat(owner.getUid()).isEqualTo("uid-1");
              assertThat(owner.getBlockOwnerDeletion()).isNull();
            });
  }

  @Test
  void runner_sets_its_fields_and_keeps_all_others() {
    Template template = Template.of(YAML, "app.yaml");

    GenericKubernetesResource application =
        template.application(
            "grid-1",
            LABELS,
            EXPERIMENT,
            new Shape(512 * MIB, 100 * MIB, 2, 3),
            List.of("--cell", "a"));

    assertThat(application.getMetadata().getName()).isEqualTo("grid-1");
    assertThat(application.getMetadata().getLabels())
        .containsEntry("team", "a")
        .containsAllEntriesOf(LABELS);
    Map<String, Object> spec = application.get("spec");
    assertThat(spec)
        .containsEntry("batchScheduler", "volcano")
        .containsEntry("arguments", List.of("--cell", "a"));
    assertThat(application.<Map<String, Object>>get("spec", "executor"))
        .containsEntry("memory", "512m")
        .containsEntry("memoryOverhead", "100m")
        .containsEntry("cores", 2)
        .containsEntry("instances", 3)
        .containsEntry("coreRequest", "100m")
        .containsEntry("labels", LABELS);
    assertThat(application.<Map<String, Object>>get("spec", "driver"))
        .containsEntry("memory", "1024m")
        .containsEntry("serviceAccount", "spark");
    assertThat(application.<Map<String, String>>get("spec", "driver", "labels"))
        .containsEntry("mine", "1")
        .containsAllEntriesOf(LABELS);
    assertThat(application.<Map<String, Object>>get("spec", "sparkConf"))
        .containsEntry("spark.kept", "yes")
        .containsEntry("spark.task.maxFailures", "4")
        .containsEntry("spark.sql.broadcastTimeout", "60")
        .containsEntry("spark.eventLog.compress", "false");
    assertThat(template.eventLogs()).isEqualTo("s3a://bucket/pipelines/a/history");
    assertThat(template.sparkVersion()).isEqualTo("4.1.4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kind: SparkApplication                           | kind: Job          | has the kind
          io.sparkrecorder.failuremap.job.FailureMapJob    | org.Pi             | spec.mainClass is org.Pi
          type: Never                                      | type: Always       | spec.restartPolicy.type is Always
          mode: cluster                                    | mode: client       | spec.mode is client
          s3a://bucket                                     | file:///logs       | spark.eventLog.dir: s3a://BUCKET
          mainApplicationFile: local:///opt/failure-map-job.jar | mainJar: none | mainApplicationFile: local:///
          spec:                                            | spec: [            | is not the YAML of one object
          """)
  void wrong_template_is_refused_with_the_line_to_write(
      String part, String instead, String expected) {
    assertThatThrownBy(() -> Template.of(YAML.replace(part, instead), "app.yaml"))
        .isInstanceOf(WrongUse.class)
        .hasMessageContaining("app.yaml")
        .hasMessageContaining(expected);
  }

  @Test
  void missing_template_is_refused_with_the_command_to_type() {
    assertThatThrownBy(() -> Template.read(Path.of("/nowhere/app.yaml")))
        .isInstanceOf(WrongUse.class)
        .hasMessageContaining("/nowhere/app.yaml cannot be read")
        .hasMessageContaining("helm template");
  }
}
