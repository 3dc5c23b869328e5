package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.report.statistics.Interval;
import java.util.Locale;
import java.util.stream.Collectors;

/** Puts findings into sentences. */
public final class FindingText {
  private FindingText() {}

  /** Returns one or two sentences. */
  public static String of(Finding finding) {
    return switch (finding) {
      case Finding.Coverage it -> coverage(it);
      case Finding.BoundaryOfSeries it ->
          it.series().label()
              + ": "
              + it.places().stream().map(FindingText::place).collect(Collectors.joining("; "))
              + ".";
      case Finding.MainFailure it -> mainFailure(it);
      case Finding.SpillBeforeFailure it ->
          "%s: %s of the good runs with a build side of at least half of the boundary spilled to disk."
              .formatted(it.series().label(), Texts.proportion(it.spilled()));
      case Finding.Comparison it -> comparison(it);
      case Finding.Undecided it -> undecided(it);
      case Finding.Cheapest it -> cheapest(it);
    };
  }

  private static String coverage(Finding.Coverage it) {
    String uncounted =
        it.otherPlan() + it.infrastructure() == 0
            ? ""
            : " %s not count: %d with another plan than the forced one, %d by failures of the machine or cluster."
                .formatted(
                    it.otherPlan() + it.infrastructure() == 1
                        ? "1 run does"
                        : it.otherPlan() + it.infrastructure() + " runs do",
                    it.otherPlan(),
                    it.infrastructure());
    return "%s with %s: %d succeeded, %d failed.%s"
        .formatted(
            Texts.cells(it.cells()), Texts.runs(it.runs()), it.good(), it.failed(), uncounted);
  }

  private static String place(Finding.AtHeap place) {
    String heap = Texts.bytes((double) place.heapBytes()) + " of heap";
    return switch (place.boundary()) {
      case RowBoundary.At at ->
          "with %s, half of the runs fail at a build side of %s (%s)"
              .formatted(heap, Texts.bytes(at.bytes()), Texts.band(at.band()));
      case RowBoundary.Above above ->
          "with %s, none of %s failed up to %s (90 %% interval of the failure probability %s)"
              .formatted(
                  heap,
                  Texts.runs(above.failures().counted()),
                  Texts.bytes((double) above.largestBytes()),
                  shares(above.failures().interval()));
      case RowBoundary.Below below ->
          "with %s, all of %s failed from %s on (90 %% interval of the failure probability %s)"
              .formatted(
                  heap,
                  Texts.runs(below.failures().counted()),
                  Texts.bytes((double) below.smallestBytes()),
                  shares(below.failures().interval()));
      case RowBoundary.Unknown unknown ->
          "with %s, the boundary is not known: %s".formatted(heap, RowBoundary.reason(unknown));
    };
  }

  private static String shares(Interval interval) {
    return Texts.percent(interval.low()) + " to " + Texts.percent(interval.high());
  }

  private static String mainFailure(Finding.MainFailure it) {
    return "%s: %s failed runs ended as %s; %s of these failed %s."
        .formatted(
            it.series().label(),
            Texts.proportion(it.share()),
            it.outcome(),
            Texts.proportion(it.atPlace()),
            OutcomeText.where(it.place()));
  }

  private static String comparison(Finding.Comparison it) {
    String first = inline(it.first());
    String second = inline(it.second());
    String heap = "With %s of heap, ".formatted(Texts.bytes((double) it.heapBytes()));
    if (it.differs()) {
      return heap
          + "the build side at which half of the runs fail is larger for %s than for %s by a factor of %s (90 %% interval %s)."
              .formatted(first, second, Texts.factor(it.ratio()), factors(it.interval()));
    }
    if (it.almostSame()) {
      return heap
          + "the boundaries of %s and %s are almost the same: the difference of the first from the second is %s (90 %% interval)."
              .formatted(first, second, difference(it.interval()));
    }
    String statement =
        "the runs do not decide which of %s and %s reaches the larger build side"
            .formatted(first, second);
    return it.interval().hasLow()
        ? heap
            + "%s: the difference of the first from the second is %s (90 %% interval)."
                .formatted(statement, difference(it.interval()))
        : heap + statement + ".";
  }

  private static String undecided(Finding.Undecided it) {
    return "The runs do not decide %d of %d comparisons of boundaries (difference of the first from the second, 90 %% interval): %s."
        .formatted(
            it.comparisons().size(),
            it.compared(),
            it.comparisons().stream().map(FindingText::pair).collect(Collectors.joining("; ")));
  }

  private static String pair(Finding.Comparison it) {
    return "%s and %s with %s of heap, %s"
        .formatted(
            inline(it.first()),
            inline(it.second()),
            Texts.bytes((double) it.heapBytes()),
            it.interval().hasLow() ? difference(it.interval()) : "not bounded");
  }

  private static String difference(Interval ratio) {
    return ratio.hasHigh()
        ? "between %s and %s".formatted(change(ratio.low()), change(ratio.high()))
        : "more than " + change(ratio.low());
  }

  private static String change(double ratio) {
    long percent = Math.round((ratio - 1) * 100);
    return (percent > 0 ? "+" : "") + percent + " %";
  }

  private static String factors(Interval interval) {
    return interval.hasHigh()
        ? Texts.factor(interval.low()) + " to " + Texts.factor(interval.high())
        : "from " + Texts.factor(interval.low()) + " on";
  }

  private static String inline(Series series) {
    return "the %s (%s)".formatted(lower(Series.joinLabel(series.join())), series.rowsLabel());
  }

  private static String lower(String label) {
    return label.substring(0, 1).toLowerCase(Locale.ROOT) + label.substring(1);
  }

  private static String cheapest(Finding.Cheapest it) {
    return "Build side %s, %s: of %d ways that succeeded, the cheapest was the %s with %s of heap (%s)."
        .formatted(
            Texts.bytes((double) it.buildBytes()),
            it.work(),
            it.alternatives(),
            lower(Series.joinLabel(it.cell().cell().join())),
            Texts.bytes((double) it.cell().cell().shape().heapBytes()),
            costs(it.costs(), it.runs()));
  }

  private static String costs(Interval costs, int runs) {
    if (runs == 1) {
      return Texts.number(costs.low(), 1) + " GiB·s in its only good run";
    }
    return "%s to %s GiB·s, the range of %s"
        .formatted(Texts.number(costs.low(), 1), Texts.number(costs.high(), 1), Texts.runs(runs));
  }
}
