package io.sparkrecorder.failuremap.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.report.SyntheticRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark reads both formats of each table, and every value is compared. */
class TablesTest {
  @TempDir static Path folder;
  private static final List<Run> RUNS = runs();

  /** Some runs with texts that CSV has to quote, and without an application. */
  private static List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    for (Run run : SyntheticRuns.small(3).subList(200, 252)) {
      runs.add(
          new Run(
              run.cell(),
              run.name(),
              run.number(),
              run.phase(),
              run.maxFailures(),
              run.seed() - 100,
              run.spark(),
              run.java(),
              run.number() == 1 ? "" : run.application(),
              run.started().plusMillis(run.wallMillis() % 1000),
              run.wallMillis(),
              run.outcome(),
              run.where(),
              "said \"no\", then\nended; größer, ≥ 5",
              run.plan(),
              run.rows(),
              run.resultRight(),
              run.executors(),
              run.tasks()));
    }
    return List.copyOf(runs);
  }

  @BeforeAll
  static void write_and_read_with_spark() throws Exception {
    Tables.write(RUNS, new ResultsFolder(folder));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split(" +")));
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(SparkTableReader.class.getName(), folder.toString()));
    Path log = folder.resolve("spark.log");
    Process spark =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(spark.waitFor(3, TimeUnit.MINUTES)).as("Spark ended").isTrue();
      assertThat(spark.exitValue()).as(Files.readString(log)).isZero();
    } finally {
      spark.destroyForcibly();
    }
  }

  @Test
  void runs_have_every_value() throws IOException {
    assertSame("runs", Tables.RUNS, RUNS);
  }

  @Test
  void executors_have_every_value() throws IOException {
    assertSame(
        "executors",
        Tables.EXECUTORS,
        RUNS.stream()
            .flatMap(run -> run.executors().stream().map(it -> new Tables.Executor(run, it)))
            .toList());
  }

  @Test
  void tasks_have_every_value() throws IOException {
    assertSame(
        "tasks",
        Tables.TASKS,
        RUNS.stream()
            .flatMap(run -> run.tasks().stream().map(it -> new Tables.Task(run, it)))
            .toList());
  }

  @Test
  void names_of_columns_hold_the_units() {
    assertThat(Stream.of(Tables.RUNS, Tables.EXECUTORS, Tables.TASKS).flatMap(List::stream))
        .extracting(Column::name)
        .filteredOn(name -> name.matches(".*(memory|spilled|heap|gc|duration|wall|cost|limit).*"))
        .allMatch(name -> name.matches(".*_(bytes|millis|seconds)"));
  }

  private static <T> void assertSame(String table, List<Column<T>> columns, List<T> rows)
      throws IOException {
    List<Map<String, Object>> typed = new ArrayList<>();
    List<Map<String, Object>> texts = new ArrayList<>();
    for (T row : rows) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (Column<T> column : columns) {
        Object value = column.value().apply(row);
        if (value != null) {
          values.put(column.name(), value);
        }
      }
      typed.add(values);
      Map<String, Object> text = new LinkedHashMap<>();
      values.forEach((name, value) -> text.put(name, value.toString()));
      texts.add(text);
    }

    assertThat(rows).isNotEmpty();
    assertThat(read(table + ".csv.out")).isEqualTo(texts);
    assertThat(read(table + ".parquet.out").stream().map(it -> converted(it, columns)))
        .containsExactlyElementsOf(typed);
  }

  private static List<Map<String, Object>> read(String output) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve(output))) {
      for (Path file : files.filter(it -> it.toString().endsWith(".json")).toList()) {
        for (String line : Files.readAllLines(file)) {
          rows.add(JSON.std.mapFrom(line));
        }
      }
    }
    return rows;
  }

  /** JSON has one kind of number and no time. */
  private static <T> Map<String, Object> converted(
      Map<String, Object> row, List<Column<T>> columns) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Column<T> column : columns) {
      Object value = row.get(column.name());
      if (value != null) {
        values.put(
            column.name(),
            switch (column.type()) {
              case INTEGER -> ((Number) value).longValue();
              case REAL -> ((Number) value).doubleValue();
              case TIME -> Instant.parse((String) value);
              case TEXT, FLAG -> value;
            });
      }
    }
    return values;
  }
}
