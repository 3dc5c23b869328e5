package io.sparkrecorder.failuremap.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Skew;
import io.sparkrecorder.testbed.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ExperimentReaderTest {
  private static final String ALL =
      """
      id: all
      heap: [1g, 2g]
      overhead: 512m
      cores: [1, 2]
      executors: 3
      build: [64m, 32m]
      probe: 1m
      join: sort-merge
      skew: [none, {hotKey: 0.1}, {zipf: 1.1}]
      aqe: [false, true]
      aqeSkewJoin: false
      partitions: 16
      maxFailures: 4
      repeats: 5
      boundaryFactor: 1.2
      seed: 7
      driverMemory: 2g
      timeoutSeconds: 60
      recordings: false
      spark: {spark.sql.broadcastTimeout: 60}
      """;

  @Test
  void empty_file_is_the_default_experiment() {
    Experiment experiment = ExperimentReader.read("");

    assertThat(experiment.cells()).hasSize(18);
    assertThat(experiment.shapes()).singleElement().hasFieldOrPropertyWithValue("executors", 2);
    assertThat(experiment.maxFailures()).isEqualTo(1);
    assertThat(experiment.timeout()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void every_key_is_read() {
    assertThat(ExperimentReader.read(ALL))
        .isEqualTo(
            new Experiment(
                "all",
                List.of(1L << 30, 2L << 30),
                List.of(512L << 20),
                List.of(1, 2),
                3,
                List.of(32L << 20, 64L << 20),
                1L << 20,
                List.of(Join.SORT_MERGE),
                List.of(Skew.NONE, new Skew(Skew.Kind.HOT_KEY, 0.1), new Skew(Skew.Kind.ZIPF, 1.1)),
                List.of(false, true),
                false,
                16,
                4,
                5,
                1.2,
                7,
                2L << 30,
                Duration.ofMinutes(1),
                false,
                Map.of("spark.sql.broadcastTimeout", "60")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          heaps: 1g        | heaps: unknown key. The keys are: aqe, aqeSkewJoin, boundaryFactor
          heap: 256m       | heap: [480m]
          build: 1k        | build: [1m]
          build: many      | build many: expected a size. Write:
          join: nested     | join: [shuffle-hash, sort-merge]
          skew: {hotKey: 2} | skew: [none, {hotKey: 0.5}, {zipf: 1.1}]
          repeats: 0       | repeats 0: expected a number from 1 to 100
          boundaryFactor: 1 | boundaryFactor: 1.5
          id: A/B          | id: laptop
          spark: {x: 1}    | x does not begin with spark.
          heap: []         | heap: the list is empty
          [a               | this is no YAML
          """)
  void bad_experiment_is_refused_with_the_lines_to_write(String yaml, String problem) {
    assertThatThrownBy(() -> ExperimentReader.read(yaml))
        .isInstanceOf(BadExperiment.class)
        .hasMessageContaining(problem);
  }

  @Test
  void all_problems_are_told_at_once() {
    assertThatThrownBy(() -> ExperimentReader.read("heap: x\ncores: 0\nnew: 1"))
        .isInstanceOfSatisfying(BadExperiment.class, e -> assertThat(e.problems()).hasSize(3));
  }

  @Test
  void schema_knows_the_same_keys_and_accepts_the_experiments_of_the_project() throws IOException {
    JsonNode schema = schema();
    JsonSchema check =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    Set<String> keys = new TreeSet<>();
    schema.get("properties").fieldNames().forEachRemaining(keys::add);

    assertThat(keys).isEqualTo(yaml(ALL).keySet());
    assertThat(check.validate(json(ALL))).isEmpty();
    assertThat(check.validate(json("heaps: 1g"))).isNotEmpty();
    Path folder = ProjectFolder.find().root().resolve("sidecar/failure-map/experiments");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        assertThat(check.validate(json(text))).as("%s", file).isEmpty();
        assertThat(ExperimentReader.read(text).cells()).as("%s", file).isNotEmpty();
      }
    }
  }

  private static JsonNode schema() throws IOException {
    return new ObjectMapper()
        .readTree(
            ProjectFolder.find()
                .root()
                .resolve("sidecar/failure-map/experiment.schema.json")
                .toFile());
  }

  private static JsonNode json(String text) {
    return new ObjectMapper().valueToTree(yaml(text));
  }

  private static Map<?, ?> yaml(String text) {
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
  }
}
