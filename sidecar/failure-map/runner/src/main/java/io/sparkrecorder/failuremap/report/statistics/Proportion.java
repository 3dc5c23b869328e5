package io.sparkrecorder.failuremap.report.statistics;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/** A count of runs among all counted runs, with its Wilson score interval. */
public record Proportion(int hits, int counted) {
  /** Rejects impossible counts. */
  public Proportion {
    if (hits < 0 || hits > counted) {
      throw new IllegalArgumentException(hits + " of " + counted);
    }
  }

  /** Returns the observed share, or NaN if no run counts. */
  public double share() {
    return counted == 0 ? Double.NaN : (double) hits / counted;
  }

  /** Returns the 90 % interval; without any run it is the whole range. */
  public Interval interval() {
    if (counted == 0) {
      return new Interval(0, 1);
    }
    var wilson =
        BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(counted, hits, 1 - Interval.LEVEL);
    return new Interval(wilson.getLowerBound(), wilson.getUpperBound());
  }
}
