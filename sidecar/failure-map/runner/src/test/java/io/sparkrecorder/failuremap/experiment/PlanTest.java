package io.sparkrecorder.failuremap.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.failuremap.model.Cell;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Phase;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.Where;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final long MIB = 1L << 20;

  private static final Experiment EXPERIMENT =
      ExperimentReader.read(
          """
          join: [shuffle-hash, sort-merge]
          skew: none
          build: [32m, 256m, 1g]
          repeats: 3
          boundaryFactor: 1.2
          """);

  private final Plan plan = new Plan(EXPERIMENT);
  private final List<Run> runs = new ArrayList<>();

  @Test
  void screen_has_every_cell_once_in_the_order_of_the_seed() {
    List<Attempt> attempts = screen(EXPERIMENT);

    assertThat(attempts)
        .extracting(Attempt::cell)
        .containsExactlyInAnyOrderElementsOf(EXPERIMENT.cells());
    assertThat(attempts).isEqualTo(screen(EXPERIMENT)).isNotEqualTo(screen(withSeed(43)));
  }

  @Test
  void finished_cells_are_not_tried_again() {
    Attempt first = screen(EXPERIMENT).getFirst();
    runs.add(run(first, Outcome.TASK_OOM));

    assertThat(screen(EXPERIMENT)).doesNotContain(first).hasSize(5);
  }

  @Test
  void failure_of_the_machine_is_tried_again_three_times_and_then_a_gap() {
    Cell cell = screen(EXPERIMENT).getFirst().cell();
    for (int number = 1; number <= Plan.MOST_UNCOUNTED; number++) {
      int expected = number;
      assertThat(plan.gaps(runs)).isEmpty();
      assertThat(screen(EXPERIMENT))
          .filteredOn(attempt -> attempt.cell().equals(cell))
          .singleElement()
          .satisfies(attempt -> assertThat(attempt.number()).isEqualTo(expected));
      runs.add(run(new Attempt(cell, number, Phase.SCREEN), Outcome.INFRASTRUCTURE));
    }

    assertThat(screen(EXPERIMENT)).extracting(Attempt::cell).doesNotContain(cell);
    assertThat(plan.gaps(runs)).containsExactly(cell);
  }

  @Test
  void bisection_finds_the_boundary_that_the_full_grid_has() {
    for (long limit = 33; limit < 1024; limit += 37) {
      runs.clear();
      runAll(fails(limit * MIB));

      long good = sizes(run -> run.outcome().good()).stream().max(Long::compare).orElseThrow();
      long failed = sizes(run -> run.outcome().failed()).stream().min(Long::compare).orElseThrow();
      assertThat(good).as("limit %d", limit).isLessThan(limit * MIB);
      assertThat(failed).as("limit %d", limit).isGreaterThanOrEqualTo(limit * MIB);
      assertThat((double) failed / good).as("limit %d", limit).isLessThanOrEqualTo(1.2);
    }
  }

  @Test
  void cells_at_the_boundary_are_repeated() {
    runAll(fails(300 * MIB));

    assertThat(runs)
        .filteredOn(run -> run.phase() == Phase.REPEAT)
        .extracting(run -> run.cell().buildBytes())
        .hasSize(8);
    assertThat(plan.boundary(runs, List.of())).isEmpty();
    assertThat(plan.boundaryLeft(runs)).isZero();
  }

  @Test
  void bisection_that_the_machine_fails_three_times_is_a_gap() {
    screen(EXPERIMENT)
        .forEach(attempt -> runs.add(run(attempt, fails(256 * MIB).apply(attempt.cell()))));
    Cell cell = plan.boundary(runs, List.of()).getFirst().cell();
    for (int number = 1; number <= Plan.MOST_UNCOUNTED; number++) {
      assertThat(plan.gaps(runs)).isEmpty();
      runs.add(run(new Attempt(cell, number, Phase.BOUNDARY), Outcome.INFRASTRUCTURE));
    }

    assertThat(plan.boundary(runs, List.of())).extracting(Attempt::cell).doesNotContain(cell);
    assertThat(plan.gaps(runs)).containsExactly(cell);
  }

  @Test
  void repeat_that_the_machine_fails_three_times_is_a_gap() {
    runAll(fails(300 * MIB));
    Cell cell = runs.getLast().cell();
    runs.removeLast();
    for (int number = 11; number < 11 + Plan.MOST_UNCOUNTED; number++) {
      assertThat(plan.gaps(runs)).isEmpty();
      runs.add(run(new Attempt(cell, number, Phase.REPEAT), Outcome.INFRASTRUCTURE));
    }

    assertThat(plan.next(runs, List.of())).isEmpty();
    assertThat(plan.gaps(runs)).containsExactly(cell);
  }

  @Test
  void boundaries_of_different_rows_are_tried_at_the_same_time() {
    screen(EXPERIMENT)
        .forEach(attempt -> runs.add(run(attempt, fails(256 * MIB).apply(attempt.cell()))));

    List<Attempt> first = plan.boundary(runs, List.of());

    assertThat(first).extracting(attempt -> attempt.cell().join()).doesNotHaveDuplicates();
    assertThat(first).hasSize(2);
    assertThat(plan.next(runs, first)).isEmpty();
  }

  @Test
  void repeats_of_a_cell_are_tried_at_the_same_time_and_never_twice() {
    runAll(fails(300 * MIB));
    runs.removeIf(run -> run.phase() == Phase.REPEAT);
    List<Attempt> all = plan.boundary(runs, List.of());

    assertThat(all).hasSize(8).doesNotHaveDuplicates();
    assertThat(plan.boundary(runs, all.subList(0, 5))).isEqualTo(all.subList(5, 8));
    runs.add(run(all.get(1), Outcome.OK));
    List<Attempt> underWay = new ArrayList<>(all);
    underWay.remove(1);
    assertThat(plan.boundary(runs, underWay)).isEmpty();
  }

  @Test
  void boundary_waits_for_the_screen_of_its_row() {
    List<Attempt> screen = screen(EXPERIMENT);
    screen.subList(0, 5).forEach(attempt -> runs.add(run(attempt, Outcome.OK)));

    assertThat(plan.next(runs, List.of()))
        .containsExactly(new Batch(EXPERIMENT.shapes().getFirst(), screen.subList(5, 6)));
    assertThat(plan.next(runs, screen.subList(5, 6))).isEmpty();
  }

  @Test
  void series_without_a_failure_has_no_boundary() {
    runAll(cell -> Outcome.OK_SPILL);

    assertThat(runs).hasSize(6);
  }

  @Test
  void next_tries_follow_from_the_runs_alone() {
    runAll(fails(300 * MIB));
    List<Run> whole = List.copyOf(runs);
    for (int stop = 0; stop < whole.size(); stop++) {
      runs.clear();
      runs.addAll(whole.subList(0, stop));
      runAll(fails(300 * MIB));

      assertThat(runs).containsExactlyInAnyOrderElementsOf(whole);
    }
  }

  private List<Long> sizes(java.util.function.Predicate<Run> chosen) {
    return runs.stream().filter(chosen).map(run -> run.cell().buildBytes()).toList();
  }

  private void runAll(Function<Cell, Outcome> outcome) {
    screen(EXPERIMENT).forEach(attempt -> runs.add(run(attempt, outcome.apply(attempt.cell()))));
    List<Attempt> next = plan.boundary(runs, List.of());
    while (!next.isEmpty()) {
      runs.add(run(next.getFirst(), outcome.apply(next.getFirst().cell())));
      next = plan.boundary(runs, List.of());
    }
  }

  private static Function<Cell, Outcome> fails(long from) {
    return cell -> cell.buildBytes() >= from ? Outcome.TASK_OOM : Outcome.OK;
  }

  private List<Attempt> screen(Experiment experiment) {
    return new Plan(experiment).screen(experiment.shapes().getFirst(), runs);
  }

  private static Experiment withSeed(long seed) {
    return ExperimentReader.read(
        "join: [shuffle-hash, sort-merge]\nskew: none\nbuild: [32m, 256m, 1g]\nseed: " + seed);
  }

  private static Run run(Attempt attempt, Outcome outcome) {
    return new Run(
        attempt.cell(),
        attempt.cell().name(),
        attempt.number(),
        attempt.phase(),
        1,
        42,
        "4.1.1",
        "17",
        "app-1",
        Instant.EPOCH,
        1,
        outcome,
        Where.NONE,
        "",
        "",
        0,
        true,
        List.of(),
        List.of());
  }
}
