package io.sparkrecorder.failuremap.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.experiment.ExperimentReader;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.results.ResultsFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerTest {
  private static final String DEADLY = "broadcast-h512m-b256m-hot0";

  private static final Experiment EXPERIMENT =
      ExperimentReader.read(
          """
          join: [broadcast, sort-merge]
          skew: none
          build: [32m, 256m]
          repeats: 1
          boundaryFactor: 16
          """);

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();
  private ResultsFolder results;

  @BeforeEach
  void results() {
    results = new ResultsFolder(folder);
  }

  @Test
  void screen_is_one_application_per_shape() throws Exception {
    ScriptedApplications applications = ScriptedApplications.dyingIn();

    List<String> gaps = runner(applications).run();

    assertThat(gaps).isEmpty();
    assertThat(applications.started()).hasSize(1);
    assertThat(applications.started().getFirst()).hasSize(4);
    assertThat(results.runs().runs()).hasSize(4).allMatch(run -> run.outcome() == Outcome.OK);
    assertThat(told).hasSize(4).last().isEqualTo("4/4 0 failed PT0S");
  }

  @Test
  void driver_that_dies_in_a_cell_fails_it_and_the_others_go_on() throws Exception {
    ScriptedApplications applications = ScriptedApplications.dyingIn(DEADLY);

    runner(applications).run();

    assertThat(results.runs().runs())
        .hasSize(4)
        .filteredOn(run -> run.outcome() == Outcome.DRIVER_OOM)
        .extracting(Run::name)
        .containsExactly(DEADLY);
    assertThat(applications.started().stream().flatMap(List::stream).filter(DEADLY::equals))
        .hasSize(1);
  }

  @Test
  void cell_that_the_runner_interrupts_gives_no_run() throws Exception {
    Runner runner = runner(ScriptedApplications.interruptedIn(DEADLY));

    assertThatThrownBy(runner::run).isInstanceOf(RunProblem.class);

    assertThat(results.runs().runs()).extracting(Run::name).doesNotContain(DEADLY);
  }

  @Test
  void runner_goes_on_with_the_cells_that_have_no_document() throws Exception {
    runner(ScriptedApplications.dyingIn()).run();
    Files.delete(folder.resolve("runs/%s-1.json".formatted(DEADLY)));
    Files.writeString(folder.resolve("runs/.torn-1.json.part"), "{");
    ScriptedApplications later = ScriptedApplications.dyingIn();

    runner(later).run();

    assertThat(later.started()).containsExactly(List.of(DEADLY));
    assertThat(results.runs().runs()).hasSize(4);
  }

  @Test
  void finished_experiment_starts_nothing() throws Exception {
    runner(ScriptedApplications.dyingIn()).run();
    ScriptedApplications later = ScriptedApplications.dyingIn();

    runner(later).run();

    assertThat(later.started()).isEmpty();
  }

  @Test
  void spark_that_does_not_start_ends_the_command() throws Exception {
    ScriptedApplications applications = ScriptedApplications.thatDoNotStart();
    Runner runner = runner(applications);

    assertThatThrownBy(runner::run)
        .isInstanceOf(RunProblem.class)
        .hasMessageContaining("2 applications ended before a cell started")
        .hasMessageContaining("nowhere");
  }

  /** All runs of an application on a cluster are stored at its end. */
  @Test
  void estimate_does_not_depend_on_the_time_at_which_runs_are_stored() throws Exception {
    runner(ScriptedApplications.dyingIn()).run();

    assertThat(told)
        .containsExactly(
            "1/4 0 failed PT0.021S",
            "2/4 0 failed PT0.014S",
            "3/4 0 failed PT0.007S",
            "4/4 0 failed PT0S");
  }

  private Runner runner(Applications applications) throws Exception {
    return new Runner(
        EXPERIMENT,
        applications,
        results,
        new Progress() {
          @Override
          public void finished(Run run, int done, int total, int failed, Duration left) {
            told.add("%d/%d %d failed %s".formatted(done, total, failed, left));
          }

          @Override
          public void says(String text) {
            // Only remarks about runs are checked.
          }
        });
  }
}
