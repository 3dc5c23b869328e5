package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.model.Cell;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.report.statistics.Proportion;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A cell of the grid with its runs, of which there is at least one. */
public record MapCell(Series series, List<Run> runs) {
  /** Copies the runs. */
  public MapCell {
    runs = List.copyOf(runs);
  }

  /** Returns the identifier of the cell. */
  public String name() {
    return runs.getFirst().name();
  }

  /** Returns the factors of the cell. */
  public Cell cell() {
    return runs.getFirst().cell();
  }

  /** Returns the failed runs among those that count. */
  public Proportion failures() {
    return new Proportion(
        (int) runs.stream().filter(run -> run.outcome().failed()).count(),
        (int) runs.stream().filter(run -> run.outcome().counts()).count());
  }

  /**
   * Returns the outcome of most runs that count; among equally many, a failure comes first. If no
   * run counts, it is the outcome of most runs.
   */
  public Outcome outcome() {
    Map<Outcome, Integer> votes = new EnumMap<>(Outcome.class);
    boolean counted = failures().counted() > 0;
    runs.stream()
        .map(Run::outcome)
        .filter(outcome -> outcome.counts() || !counted)
        .forEach(outcome -> votes.merge(outcome, 1, Integer::sum));
    return votes.entrySet().stream()
        .max(
            Map.Entry.<Outcome, Integer>comparingByValue()
                .thenComparing(vote -> vote.getKey().failed())
                .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
        .orElseThrow()
        .getKey();
  }
}
