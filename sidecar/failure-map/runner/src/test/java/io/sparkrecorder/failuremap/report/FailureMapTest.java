package io.sparkrecorder.failuremap.report;

import static io.sparkrecorder.failuremap.report.SyntheticRuns.EVEN;
import static io.sparkrecorder.failuremap.report.SyntheticRuns.HOT;
import static io.sparkrecorder.failuremap.report.SyntheticRuns.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.sparkrecorder.failuremap.model.Cell;
import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.model.Skew;
import io.sparkrecorder.failuremap.report.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureMapTest {
  private static final ExperimentSummary EXPERIMENT =
      new ExperimentSummary("test", "", "", "4.1.1", "17", 42);

  private static Cell cell(Join join, Skew skew, long heapMib, long sizeMib) {
    return new Cell(
        new Shape(heapMib * MIB, 384 * MIB, 1, 2),
        sizeMib * MIB,
        10 * MIB,
        join,
        skew,
        false,
        false,
        8);
  }

  private static List<Run> runs(Cell cell, Outcome... outcomes) {
    List<Run> runs = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      runs.add(SyntheticRuns.run(cell, cell.name(), runs.size() + 1, outcome));
    }
    return runs;
  }

  private static FailureMap map(List<List<Run>> runs) {
    return FailureMap.of(EXPERIMENT, runs.stream().flatMap(List::stream).toList());
  }

  private static List<String> sentences(FailureMap map) {
    return map.findings().stream().map(FindingText::of).toList();
  }

  @Test
  void most_bands_hold_the_true_boundary() {
    int bands = 0;
    int held = 0;
    for (int seed = 0; seed < 4; seed++) {
      for (SeriesResult series : FailureMap.of(EXPERIMENT, SyntheticRuns.small(seed)).series()) {
        for (long heap : series.heaps()) {
          if (series.boundaryAt(heap) instanceof RowBoundary.At at) {
            double truth =
                SyntheticRuns.trueBoundary(
                    series.series().join(), series.series().skew(), (double) heap);
            bands++;
            held += at.band().contains(truth) ? 1 : 0;
          }
        }
      }
    }

    assertThat(bands).isGreaterThan(60);
    assertThat((double) held / bands).as("%d of %d bands", held, bands).isGreaterThan(0.85);
  }

  @Test
  void findings_name_boundary_class_and_differences_with_their_intervals() {
    List<String> sentences = sentences(FailureMap.of(EXPERIMENT, SyntheticRuns.small(1)));

    assertThat(sentences)
        .anySatisfy(it -> assertThat(it).startsWith("126 cells with 252 runs:"))
        .anySatisfy(
            it ->
                assertThat(it)
                    .startsWith("Shuffle-hash join, hot key 50 %: with 512 MiB of heap, half of")
                    .contains("90 % band"))
        .anySatisfy(
            it ->
                assertThat(it)
                    .matches(
                        "Sort-merge join, no skew: \\d+ of \\d+ \\(90 % interval \\d+ % to 100 %\\)"
                            + " failed runs ended as JVM_OOM; .* failed by the loss of an"
                            + " executor\\."))
        .anySatisfy(
            it ->
                assertThat(it)
                    .matches(
                        "With 512 MiB of heap, the build side at which half of the runs fail is larger"
                            + " for the sort-merge join \\(no skew\\) than for the shuffle-hash join"
                            + " \\(no skew\\) by a factor of [0-9.]+ \\(90 % interval [0-9.]+ to"
                            + " [0-9.]+\\)\\."))
        .anySatisfy(it -> assertThat(it).contains("spilled to disk"))
        .anySatisfy(it -> assertThat(it).contains("ways that succeeded, the cheapest was"));
  }

  @Test
  void equal_boundaries_are_not_called_different_and_are_told_in_one_sentence() {
    List<String> sentences = sentences(FailureMap.of(EXPERIMENT, SyntheticRuns.small(1)));

    assertThat(sentences)
        .filteredOn(it -> it.contains("not decide"))
        .singleElement(STRING)
        .matches(
            "The runs do not decide \\d of \\d comparisons of boundaries \\(difference of the first"
                + " from the second, 90 % interval\\): .*the broadcast join \\(.*\\) and the"
                + " broadcast join \\(.*\\) with 512 MiB of heap, between -\\d+ % and \\+\\d+ %.*");
  }

  @Test
  void undecided_comparisons_have_their_intervals() {
    Series first = new Series(Join.SORT_MERGE, EVEN, "");
    Series second = new Series(Join.SHUFFLE_HASH, EVEN, "");

    assertThat(
            FindingText.of(
                new Finding.Undecided(
                    List.of(
                        new Finding.Comparison(first, second, 512 * MIB, 2, new Interval(0.5, 4)),
                        new Finding.Comparison(
                            second,
                            first,
                            1024 * MIB,
                            2,
                            new Interval(0, Double.POSITIVE_INFINITY))),
                    9)))
        .isEqualTo(
            "The runs do not decide 2 of 9 comparisons of boundaries (difference of the first from"
                + " the second, 90 % interval): the sort-merge join (no skew) and the shuffle-hash"
                + " join (no skew) with 512 MiB of heap, between -50 % and +300 %; the shuffle-hash"
                + " join (no skew) and the sort-merge join (no skew) with 1 GiB of heap, not"
                + " bounded.");
  }

  @Test
  void comparison_tells_what_is_known_of_the_difference() {
    assertThat(comparison(1.04, 0.94, 1.15))
        .isEqualTo(
            "With 512 MiB of heap, the boundaries of the sort-merge join (no skew) and the"
                + " shuffle-hash join (no skew) are almost the same: the difference of the first from"
                + " the second is between -6 % and +15 % (90 % interval).");
    assertThat(comparison(2, 0.5, 4))
        .isEqualTo(
            "With 512 MiB of heap, the runs do not decide which of the sort-merge join (no skew) and"
                + " the shuffle-hash join (no skew) reaches the larger build side: the difference of"
                + " the first from the second is between -50 % and +300 % (90 % interval).");
    assertThat(comparison(2, 0.5, Double.POSITIVE_INFINITY))
        .endsWith(
            "the difference of the first from the second is more than -50 % (90 % interval).");
  }

  private static String comparison(double ratio, double low, double high) {
    return FindingText.of(
        new Finding.Comparison(
            new Series(Join.SORT_MERGE, EVEN, ""),
            new Series(Join.SHUFFLE_HASH, EVEN, ""),
            512 * MIB,
            ratio,
            new Interval(low, high)));
  }

  @Test
  void two_runs_are_too_few_for_a_boundary() {
    FailureMap map =
        map(
            List.of(
                runs(cell(Join.SORT_MERGE, EVEN, 512, 64), Outcome.OK),
                runs(cell(Join.SORT_MERGE, EVEN, 512, 1024), Outcome.JVM_OOM)));

    assertThat(sentences(map))
        .contains(
            "Sort-merge join, no skew: with 512 MiB of heap, the boundary is not known: 2 runs"
                + " only, and an estimate needs 4.");
  }

  @Test
  void rows_of_one_outcome_say_up_to_where_they_were_tested() {
    FailureMap map =
        map(
            List.of(
                runs(cell(Join.BROADCAST, HOT, 512, 64), Outcome.OK, Outcome.OK),
                runs(cell(Join.BROADCAST, HOT, 512, 128), Outcome.OK, Outcome.OK_SPILL),
                runs(cell(Join.SHUFFLE_HASH, HOT, 512, 256), Outcome.TASK_OOM, Outcome.TASK_OOM)));

    assertThat(sentences(map))
        .contains(
            "Broadcast join, hot key 50 %: with 512 MiB of heap, none of 4 runs failed up to 128"
                + " MiB (90 % interval of the failure probability 0 % to 40 %).",
            "Shuffle-hash join, hot key 50 %: with 512 MiB of heap, all of 2 runs failed from 256"
                + " MiB on (90 % interval of the failure probability 43 % to 100 %).");
  }

  @Test
  void runs_that_say_nothing_about_the_cell_do_not_count() {
    FailureMap map =
        map(
            List.of(
                runs(
                    cell(Join.BROADCAST, EVEN, 512, 64),
                    Outcome.OK,
                    Outcome.OTHER_PLAN,
                    Outcome.INFRASTRUCTURE)));

    assertThat(map.cells().getFirst().failures().counted()).isEqualTo(1);
    assertThat(map.cells().getFirst().outcome()).isEqualTo(Outcome.OK);
    assertThat(sentences(map).getFirst())
        .isEqualTo(
            "1 cell with 3 runs: 1 succeeded, 0 failed. 2 runs do not count: 1 with another plan"
                + " than the forced one, 1 by failures of the machine or cluster.");
  }

  @Test
  void failure_wins_among_equally_many_votes() {
    FailureMap map =
        map(
            List.of(
                runs(cell(Join.BROADCAST, EVEN, 512, 64), Outcome.OK, Outcome.BROADCAST_LIMIT)));

    assertThat(map.cells().getFirst().outcome()).isEqualTo(Outcome.BROADCAST_LIMIT);
  }

  @Test
  void varying_factors_beside_memory_and_size_make_their_own_series() {
    Cell eight = cell(Join.SORT_MERGE, EVEN, 512, 64);
    Cell many =
        new Cell(
            eight.shape(),
            eight.buildBytes(),
            eight.probeBytes(),
            eight.join(),
            eight.skew(),
            true,
            true,
            200);

    assertThat(map(List.of(runs(eight, Outcome.OK), runs(many, Outcome.OK))).series())
        .extracting(it -> it.series().label())
        .containsExactly(
            "Sort-merge join, no skew, AQE off, 8 partitions",
            "Sort-merge join, no skew, AQE with skew join, 200 partitions");
  }

  @Test
  void front_holds_the_points_that_no_other_beats() {
    assertThat(
            Pareto.front(
                List.of(
                    new Pareto.Point(10, 5),
                    new Pareto.Point(5, 10),
                    new Pareto.Point(10, 10),
                    new Pareto.Point(5, 10))))
        .containsExactly(true, true, false, true);
  }
}
