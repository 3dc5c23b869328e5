package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.Where;
import io.sparkrecorder.failuremap.report.statistics.Boundary;
import io.sparkrecorder.failuremap.report.statistics.Interval;
import io.sparkrecorder.failuremap.report.statistics.Proportion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Derives the findings from the runs. */
final class Findings {
  private Findings() {}

  static List<Finding> of(List<Run> runs, List<SeriesResult> series, List<Success> successes) {
    List<Finding> findings = new ArrayList<>();
    findings.add(coverage(runs, series));
    for (SeriesResult result : series) {
      findings.add(
          new Finding.BoundaryOfSeries(
              result.series(),
              result.heaps().stream()
                  .map(heap -> new Finding.AtHeap(heap, result.boundaryAt(heap)))
                  .toList()));
    }
    findings.addAll(differences(series));
    series.forEach(result -> mainFailure(result).ifPresent(findings::add));
    series.forEach(result -> spill(result).ifPresent(findings::add));
    cheapest(successes).ifPresent(findings::add);
    return List.copyOf(findings);
  }

  private static Finding coverage(List<Run> runs, List<SeriesResult> series) {
    return new Finding.Coverage(
        series.stream().mapToInt(it -> it.cells().size()).sum(),
        runs.size(),
        count(runs, Outcome::good),
        count(runs, Outcome::failed),
        count(runs, outcome -> outcome == Outcome.OTHER_PLAN),
        count(runs, outcome -> outcome == Outcome.INFRASTRUCTURE));
  }

  private static int count(List<Run> runs, Function<Outcome, Boolean> which) {
    return (int) runs.stream().filter(run -> which.apply(run.outcome())).count();
  }

  /**
   * A reader looks for what the runs show, so what they do not decide is one finding at the end.
   */
  private static List<Finding> differences(List<SeriesResult> series) {
    List<Finding.Comparison> all = comparisons(series);
    List<Finding.Comparison> undecided =
        all.stream().filter(Finding.Comparison::undecided).toList();
    List<Finding> findings = new ArrayList<>(all);
    findings.removeAll(undecided);
    if (undecided.size() == 1) {
      findings.addAll(undecided);
    } else if (!undecided.isEmpty()) {
      findings.add(new Finding.Undecided(undecided, all.size()));
    }
    return findings;
  }

  /** Compares joins under the same skew, and skews of the same join. */
  private static List<Finding.Comparison> comparisons(List<SeriesResult> series) {
    List<Finding.Comparison> findings = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      for (int j = i + 1; j < series.size(); j++) {
        Series one = series.get(i).series();
        Series other = series.get(j).series();
        boolean sameSkew = one.skew().equals(other.skew());
        boolean sameJoin = one.join() == other.join();
        if (one.variant().equals(other.variant()) && (sameSkew || sameJoin)) {
          compare(series.get(i), series.get(j)).ifPresent(findings::add);
        }
      }
    }
    return findings;
  }

  /** Compares at the smallest heap at which both boundaries are estimated. */
  private static Optional<Finding.Comparison> compare(SeriesResult one, SeriesResult other) {
    if (!(one.boundary() instanceof Boundary.Fitted a)
        || !(other.boundary() instanceof Boundary.Fitted b)) {
      return Optional.empty();
    }
    return one.heaps().stream()
        .filter(
            heap ->
                one.boundaryAt(heap) instanceof RowBoundary.At
                    && other.boundaryAt(heap) instanceof RowBoundary.At)
        .findFirst()
        .map(heap -> comparison(one.series(), a, other.series(), b, heap));
  }

  private static Finding.Comparison comparison(
      Series one, Boundary.Fitted a, Series other, Boundary.Fitted b, long heapBytes) {
    double heap = (double) heapBytes;
    double ratio = a.sizeAt(heap) / b.sizeAt(heap);
    return ratio >= 1
        ? new Finding.Comparison(one, other, heapBytes, ratio, a.ratioAt(heap, b))
        : new Finding.Comparison(other, one, heapBytes, 1 / ratio, b.ratioAt(heap, a));
  }

  private static Optional<Finding> mainFailure(SeriesResult result) {
    List<Run> failed = result.countedRuns().stream().filter(run -> run.outcome().failed()).toList();
    return mostFrequent(failed, Run::outcome)
        .map(
            outcome -> {
              List<Run> same = failed.stream().filter(run -> run.outcome() == outcome).toList();
              Where place = mostFrequent(same, Run::where).orElseThrow();
              return new Finding.MainFailure(
                  result.series(),
                  outcome,
                  new Proportion(same.size(), failed.size()),
                  place,
                  new Proportion(
                      (int) same.stream().filter(run -> run.where() == place).count(),
                      same.size()));
            });
  }

  private static <T extends Comparable<T>> Optional<T> mostFrequent(
      List<Run> runs, Function<Run, T> property) {
    return runs.stream()
        .collect(Collectors.groupingBy(property, Collectors.counting()))
        .entrySet()
        .stream()
        .max(
            Map.Entry.<T, Long>comparingByValue()
                .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
        .map(Map.Entry::getKey);
  }

  private static Optional<Finding> spill(SeriesResult result) {
    List<Run> near =
        result.countedRuns().stream()
            .filter(run -> run.outcome().good())
            .filter(
                run ->
                    result.boundaryAt(run.cell().shape().heapBytes()) instanceof RowBoundary.At at
                        && run.cell().buildBytes() >= at.bytes() / 2)
            .toList();
    return near.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding.SpillBeforeFailure(
                result.series(),
                new Proportion(count(near, outcome -> outcome == Outcome.OK_SPILL), near.size())));
  }

  /** Looks at the largest build side that several cells did successfully. */
  private static Optional<Finding> cheapest(List<Success> successes) {
    record Work(String name, long bytes) {}
    return successes.stream()
        .collect(Collectors.groupingBy(it -> new Work(it.work(), it.buildBytes())))
        .values()
        .stream()
        .filter(ways -> ways.size() > 1)
        .max(
            Comparator.comparingLong((List<Success> ways) -> ways.getFirst().buildBytes())
                .thenComparing(List::size)
                .thenComparing(ways -> ways.getFirst().work()))
        .map(Findings::cheapestOf);
  }

  private static Finding cheapestOf(List<Success> ways) {
    Success best =
        ways.stream()
            .min(Comparator.comparingDouble((Success it) -> it.median().cost()))
            .orElseThrow();
    DoubleSummaryStatistics costs =
        best.cell().runs().stream()
            .filter(run -> run.outcome().good())
            .mapToDouble(run -> Measures.of(run).costGibSeconds())
            .summaryStatistics();
    return new Finding.Cheapest(
        best.work(),
        best.buildBytes(),
        best.cell(),
        new Interval(costs.getMin(), costs.getMax()),
        best.goodRuns(),
        ways.size());
  }
}
