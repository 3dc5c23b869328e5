package io.sparkrecorder.failuremap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.report.SyntheticRuns;
import io.sparkrecorder.failuremap.results.ResultsFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  private static final List<Run> RUNS = SyntheticRuns.small(1);

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int command(String... args) {
    out.reset();
    err.reset();
    return CommandLines.run(
        args,
        Map.of(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private Path results(String id, List<Run> runs) throws IOException {
    ResultsFolder results = new ResultsFolder(folder.resolve(id));
    Files.createDirectories(results.path().resolve("runs"));
    for (Run run : runs) {
      results.add(run);
    }
    return results.path();
  }

  @Test
  void report_prints_findings_and_writes_page_and_tables() throws IOException {
    Path results = results("map", RUNS);

    assertThat(command("report", results.toString())).isZero();

    assertThat(out())
        .contains("126 cells with 252 runs:", "JOIN", "BOUNDARY", "sort-merge    hot key 50 %")
        .contains("report: " + results.resolve("report.html"));
    for (String file :
        List.of(
            "report.html",
            "runs.csv",
            "executors.csv",
            "tasks.csv",
            "runs.parquet",
            "executors.parquet",
            "tasks.parquet")) {
      assertThat(results.resolve(file)).isNotEmptyFile();
    }
  }

  @Test
  void report_finds_the_only_experiment_below_a_folder_and_refuses_several() throws IOException {
    results("map", RUNS.subList(0, 4));
    assertThat(command("report", folder.toString())).isZero();

    results("other", RUNS.subList(0, 4));
    assertThat(command("report", folder.toString())).isEqualTo(Exit.USAGE);
    assertThat(err())
        .contains("holds several experiments, name one of them:", folder.resolve("map").toString());
  }

  @Test
  void folder_without_runs_has_nothing_to_show() throws IOException {
    assertThat(command("report", folder.toString())).isEqualTo(Exit.GAPS);
    assertThat(err()).contains("has no results: run `failure-map run` first");
    assertThat(command("report", results("empty", List.of()).toString())).isEqualTo(Exit.GAPS);
    assertThat(err()).contains("has no run that can be read");
  }

  @Test
  void unreadable_document_is_named_and_the_rest_reported() throws IOException {
    Path results = results("map", RUNS.subList(0, 4));
    Files.writeString(results.resolve("runs").resolve("broken-1.json"), "{");

    assertThat(command("report", results.toString())).isEqualTo(Exit.PARTLY);

    assertThat(err()).contains("left out broken-1.json");
    assertThat(results.resolve("report.html")).isNotEmptyFile();
  }

  @Test
  void damaged_experiment_is_named_and_the_runs_reported() throws IOException {
    Path results = results("map", RUNS.subList(0, 4));
    Files.writeString(results.resolve("experiment.json"), "{\"id\": ");

    assertThat(command("report", results.toString())).isEqualTo(Exit.PARTLY);

    assertThat(err()).contains("left out experiment.json: no JSON object of an experiment");
    assertThat(results.resolve("report.html")).isNotEmptyFile();
  }

  @Test
  void show_prints_the_executor_that_died_and_its_recording() throws IOException {
    Path results = results("map", RUNS);
    String cell =
        RUNS.stream()
            .filter(run -> run.outcome() == Outcome.JVM_OOM)
            .findFirst()
            .orElseThrow()
            .name();

    assertThat(command("show", cell, "--results", results.toString())).isZero();

    assertThat(out())
        .contains(
            cell,
            "JVM_OOM by the loss of an executor",
            "Command exited with code 52",
            "executor-1.jfr (salvaged)",
            "recorder get app-20261128050000-0001 --executor 1");
  }

  @Test
  void show_names_cells_like_an_unknown_one() throws IOException {
    Path results = results("map", RUNS);

    assertThat(command("show", "sort-merge-h512m", "--results", results.toString()))
        .isEqualTo(Exit.GAPS);

    assertThat(err()).contains("14 cells contain it", "sort-merge-h512m-b64m-hot0");
  }
}
