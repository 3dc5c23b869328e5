package io.sparkrecorder.failuremap.report.statistics;

/** A closed interval; the bounds may be infinite. */
public record Interval(double low, double high) {
  /** The share of the distribution that every interval of the report covers. */
  public static final double LEVEL = 0.9;

  /** Rejects bounds in the wrong order. */
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("interval from " + low + " to " + high);
    }
  }

  /** Tells whether the value lies within the interval, bounds included. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** Tells whether an interval of positive values excludes all small ones. */
  public boolean hasLow() {
    return low > 0;
  }

  /** Tells whether the interval excludes all large values. */
  public boolean hasHigh() {
    return Double.isFinite(high);
  }
}
