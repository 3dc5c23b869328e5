package io.sparkrecorder.failuremap.experiment;

import io.sparkrecorder.failuremap.model.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The boundary of a series of cells.
 *
 * @param good the largest build size below it
 * @param failed the smallest build size above it
 */
record Bracket(long good, long failed) {
  /**
   * Finds the smallest size that failed at its first try and has a good one directly below. Later
   * tries of a size do not move the boundary: they measure its probability.
   */
  static Optional<Bracket> of(Map<Long, List<Run>> runsBySize) {
    TreeMap<Long, Boolean> failedBySize = new TreeMap<>();
    runsBySize.forEach((size, runs) -> failedBySize.put(size, first(runs).outcome().failed()));
    return failedBySize.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .filter(size -> failedBySize.lowerEntry(size) != null)
        .filter(size -> !failedBySize.lowerEntry(size).getValue())
        .map(size -> new Bracket(failedBySize.lowerKey(size), size))
        .findFirst();
  }

  private static Run first(List<Run> runs) {
    return runs.stream().min((a, b) -> Integer.compare(a.number(), b.number())).orElseThrow();
  }
}
