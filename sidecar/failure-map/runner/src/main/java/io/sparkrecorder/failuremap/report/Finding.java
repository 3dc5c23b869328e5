package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Where;
import io.sparkrecorder.failuremap.report.statistics.Interval;
import io.sparkrecorder.failuremap.report.statistics.Proportion;
import java.util.List;

/** A statement that follows from the runs, with its evidence. {@link FindingText} words it. */
public sealed interface Finding {
  /** The extent of the evidence. */
  record Coverage(int cells, int runs, int good, int failed, int otherPlan, int infrastructure)
      implements Finding {}

  /** The boundary of a series at each size of the heap. */
  record BoundaryOfSeries(Series series, List<AtHeap> places) implements Finding {}

  /** The boundary at one size of the heap. */
  record AtHeap(long heapBytes, RowBoundary boundary) {}

  /**
   * The most frequent failure of a series.
   *
   * @param share its runs among the failed runs
   * @param place the place where most of these runs failed
   * @param atPlace the runs that failed there among the runs with this outcome
   */
  record MainFailure(
      Series series, Outcome outcome, Proportion share, Where place, Proportion atPlace)
      implements Finding {}

  /** Good runs of a series that spilled, at build sides of at least half of the boundary. */
  record SpillBeforeFailure(Series series, Proportion spilled) implements Finding {}

  /** Two boundaries at the same heap; the ratio is that of the first to the second. */
  record Comparison(Series first, Series second, long heapBytes, double ratio, Interval interval)
      implements Finding {
    /** The largest ratio of boundaries that is called almost the same. */
    private static final double SMALL = 1.25;

    /** Tells whether one boundary is larger. */
    boolean differs() {
      return interval.hasLow() && !interval.contains(1);
    }

    /** A narrow interval is a result of its own: a difference, if any, is small. */
    boolean almostSame() {
      return interval.contains(1) && interval.low() >= 1 / SMALL && interval.high() <= SMALL;
    }

    /** Tells whether the runs are too few to tell which boundary is larger. */
    boolean undecided() {
      return !differs() && !almostSame();
    }
  }

  /**
   * The comparisons that the runs do not decide.
   *
   * @param compared all comparisons, also those that are decided
   */
  record Undecided(List<Comparison> comparisons, int compared) implements Finding {
    public Undecided {
      comparisons = List.copyOf(comparisons);
    }
  }

  /** The cheapest shape that succeeded with the largest work that several shapes or joins did. */
  record Cheapest(
      String work, long buildBytes, MapCell cell, Interval costs, int runs, int alternatives)
      implements Finding {}
}
