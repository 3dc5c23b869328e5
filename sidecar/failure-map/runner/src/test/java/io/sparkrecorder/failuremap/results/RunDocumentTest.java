package io.sparkrecorder.failuremap.results;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.failuremap.model.Cell;
import io.sparkrecorder.failuremap.model.ExecutorRun;
import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Phase;
import io.sparkrecorder.failuremap.model.Recording;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.model.Skew;
import io.sparkrecorder.failuremap.model.TaskRun;
import io.sparkrecorder.failuremap.model.Where;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunDocumentTest {
  private static final Cell CELL =
      new Cell(
          new Shape(512L << 20, 384L << 20, 1, 2),
          1L << 30,
          10L << 20,
          Join.SORT_MERGE,
          new Skew(Skew.Kind.HOT_KEY, 0.5),
          true,
          false,
          8);

  private static final Run RUN =
      new Run(
          CELL,
          CELL.name(),
          3,
          Phase.REPEAT,
          1,
          42,
          "4.1.1",
          "17.0.12",
          "app-1",
          Instant.parse("2026-11-28T05:00:00Z"),
          84_100,
          Outcome.JVM_OOM,
          Where.EXECUTOR,
          "Command exited with code 52",
          "SortMergeJoin",
          1_048_576,
          true,
          List.of(
              new ExecutorRun(
                  "1",
                  Optional.of(Instant.parse("2026-11-28T05:00:01Z")),
                  Optional.empty(),
                  OptionalInt.of(52),
                  "Command exited with code 52",
                  1,
                  2,
                  3,
                  4,
                  List.of(new Recording("s3://b/k", "torn")),
                  "recorder get app-1 --executor 1")),
          List.of(new TaskRun(3, 0, 1, "1", "ExceptionFailure", 5, 6, 7, 8, 9, 10)));

  @Test
  void document_keeps_every_field() {
    assertThat(RunDocument.read(RunDocument.write(RUN))).isEqualTo(RUN);
  }

  @Test
  void reader_ignores_unknown_fields() {
    String json = new String(RunDocument.write(RUN), UTF_8);

    assertThat(RunDocument.read(("{\"new\":[{}]," + json.substring(1)).getBytes(UTF_8)))
        .isEqualTo(RUN);
  }

  @Test
  void reader_names_the_field_that_is_wrong() {
    String json = new String(RunDocument.write(RUN), UTF_8).replace("sort-merge\"", "sorted\"");

    assertThatThrownBy(() -> RunDocument.read(json.getBytes(UTF_8)))
        .isInstanceOf(BadDocument.class)
        .hasMessage("join: expected a known value");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"buildBytes\" : [0-9]+', '\"buildBytes\" : 0', buildBytes",
    "'\"value\" : [0-9.]+', '\"value\" : 1e400', skew.value",
    "'\"started\" : \"[^\"]+\"', '\"started\" : \"+1000000000-01-01T00:00:00Z\"', started"
  })
  void reader_refuses_values_that_no_run_has(String field, String value, String name) {
    String json = new String(RunDocument.write(RUN), UTF_8).replaceFirst(field, value);

    assertThat(json).contains(value);
    assertThatThrownBy(() -> RunDocument.read(json.getBytes(UTF_8)))
        .isInstanceOf(BadDocument.class)
        .hasMessageStartingWith(name + ": expected ");
  }

  @Test
  void cell_name_tells_its_factors() {
    assertThat(CELL.name()).isEqualTo("sort-merge-h512m-b1024m-hot0.5-aqe");
  }

  @Test
  void folder_returns_stored_runs_and_names_broken_documents(@TempDir Path path)
      throws IOException {
    ResultsFolder folder = new ResultsFolder(path);
    folder.add(RUN);
    Files.writeString(path.resolve("runs/broken-1.json"), "{");

    ResultsFolder.Runs runs = folder.runs();

    assertThat(runs.runs()).containsExactly(RUN);
    assertThat(runs.unread()).singleElement().asString().startsWith("broken-1.json: ");
  }
}
