package io.sparkrecorder.failuremap.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.testbed.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The chart's block {@code experiment} is the experiment's file: the same keys, all readable. */
class ChartValuesTest {
  private static final Path ROOT = ProjectFolder.find().root();
  private static final String CHART = "charts/failure-map/";

  @Test
  void chart_has_the_keys_of_the_file() throws IOException {
    Map<String, Object> ours =
        object(read("sidecar/failure-map/experiment.schema.json").get("properties"));
    Map<String, Object> chart = object(read(CHART + "values.schema.json").get("properties"));
    Map<String, Object> block = object(object(chart.get("experiment")).get("properties"));
    assertThat(block.keySet()).containsExactlyInAnyOrderElementsOf(ours.keySet());
    assertThat(experiment(CHART + "values.yaml").keySet())
        .containsExactlyInAnyOrderElementsOf(ours.keySet());
  }

  /** The numbers are those of the chart's README. */
  @ParameterizedTest
  @CsvSource({"laptop, 12", "cluster, 48", "large, 432"})
  void values_files_are_experiments(String name, int cells) throws IOException {
    assertThat(ExperimentReader.read(text("values/failure-map-" + name + ".yaml")).cells())
        .hasSize(cells);
  }

  @Test
  void defaults_are_an_experiment() throws IOException {
    assertThat(ExperimentReader.read(text(CHART + "values.yaml")).cells()).hasSize(36);
  }

  /** The experiment as the chart writes it: values over defaults, without an empty overhead. */
  private static String text(String file) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>(experiment(CHART + "values.yaml"));
    all.putAll(experiment(file));
    all.values().removeIf(value -> value instanceof List<?> list && list.isEmpty());
    return new Dump(DumpSettings.builder().build()).dumpToString(all);
  }

  private static Map<String, Object> experiment(String file) throws IOException {
    return object(read(file).get("experiment"));
  }

  private static Map<String, Object> read(String file) throws IOException {
    return object(
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(ROOT.resolve(file))));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }
}
