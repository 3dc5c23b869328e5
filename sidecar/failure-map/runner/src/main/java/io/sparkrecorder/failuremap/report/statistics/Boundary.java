package io.sparkrecorder.failuremap.report.statistics;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The build side at which half of the runs fail, as a function of the heap, for runs of one join
 * and one skew. The band comes from a parametric bootstrap: it draws the outcome of every run from
 * the fitted model and fits again.
 */
public sealed interface Boundary {
  /** Resamples of the bootstrap. */
  int RESAMPLES = 400;

  /** The fewest runs from which a boundary is estimated. */
  int FEWEST_RUNS = 4;

  /**
   * Beyond this factor (as log2) from the tested build sides, a boundary counts as infinitely far.
   */
  double REACH = 4;

  /** A curve was fitted. */
  final class Fitted implements Boundary {
    private final Curve curve;
    private final List<Curve> resamples;
    private final Interval reach;

    private Fitted(Curve curve, List<Curve> resamples, List<Trial> trials) {
      this.curve = curve;
      this.resamples = resamples;
      DoubleSummaryStatistics sizes =
          trials.stream().mapToDouble(Trial::log2Size).summaryStatistics();
      reach = new Interval(sizes.getMin() - REACH, sizes.getMax() + REACH);
    }

    /** Tells whether the boundary at this heap is near enough to the tested build sides. */
    public boolean isWithinReach(double heapBytes) {
      return reach.contains(curve.at(Trial.log2(heapBytes)));
    }

    /** Returns the build side in bytes at which half of the runs fail. */
    public double sizeAt(double heapBytes) {
      return Math.pow(2, curve.at(Trial.log2(heapBytes)));
    }

    /** Returns the 90 % band of {@link #sizeAt}; a side without evidence is unbounded. */
    public Interval bandAt(double heapBytes) {
      double[] sizes = resampled(heapBytes);
      return band(sizes);
    }

    /** Returns the 90 % interval of the ratio of this boundary to the other one at one heap. */
    public Interval ratioAt(double heapBytes, Fitted other) {
      double[] ours = resampled(heapBytes);
      double[] theirs = other.resampled(heapBytes);
      double[] ratios = new double[Math.min(ours.length, theirs.length)];
      Arrays.setAll(ratios, i -> ours[i] - theirs[i]);
      return band(ratios);
    }

    /** Returns the fitted probability that a run fails. */
    public double failureAt(double sizeBytes, double heapBytes) {
      return curve.failureAt(Trial.log2(sizeBytes), Trial.log2(heapBytes));
    }

    private double[] resampled(double heapBytes) {
      double heap = Trial.log2(heapBytes);
      return resamples.stream().mapToDouble(it -> limited(it.at(heap))).toArray();
    }

    /** A curve that is nearly flat gives sizes that mean nothing. */
    private double limited(double log2) {
      if (Double.isNaN(log2) || reach.contains(log2)) {
        return log2;
      }
      return log2 < reach.low() ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    private static Interval band(double[] log2) {
      double[] sorted = Arrays.stream(log2).filter(it -> !Double.isNaN(it)).sorted().toArray();
      double tail = (1 - Interval.LEVEL) / 2;
      // A resample without a curve is evidence for neither side, so it counts on both.
      int unknown = log2.length - sorted.length;
      int cut = (int) Math.floor(tail * log2.length) - (unknown + 1) / 2;
      if (cut < 0 || sorted.length == 0) {
        return new Interval(0, Double.POSITIVE_INFINITY);
      }
      return new Interval(Math.pow(2, sorted[cut]), Math.pow(2, sorted[sorted.length - 1 - cut]));
    }
  }

  /** No run failed. */
  record NoFailure(int runs) implements Boundary {}

  /** Every run failed. */
  record NoSuccess(int runs) implements Boundary {}

  /** The runs do not tell where the boundary is. */
  record Unknown(int runs, Reason reason) implements Boundary {}

  /** Why there is no boundary. */
  enum Reason {
    /** Fewer than {@link #FEWEST_RUNS} runs count. */
    TOO_FEW_RUNS,
    /** All runs have the same build side. */
    ONE_SIZE,
    /** No curve fits whose failures rise with the build side. */
    NO_RISING_CURVE
  }

  /**
   * Fits the boundary.
   *
   * @param trials the runs that count
   * @param seed makes the band reproducible
   */
  static Boundary fit(List<Trial> trials, long seed) {
    int runs = trials.size();
    long failed = trials.stream().filter(Trial::failed).count();
    if (runs > 0 && failed == 0) {
      return new NoFailure(runs);
    }
    if (runs > 0 && failed == runs) {
      return new NoSuccess(runs);
    }
    if (runs < FEWEST_RUNS) {
      return new Unknown(runs, Reason.TOO_FEW_RUNS);
    }
    if (trials.stream().mapToDouble(Trial::log2Size).distinct().count() < 2) {
      return new Unknown(runs, Reason.ONE_SIZE);
    }
    boolean[] outcomes = new boolean[runs];
    for (int i = 0; i < runs; i++) {
      outcomes[i] = trials.get(i).failed();
    }
    boolean heaps = trials.stream().mapToDouble(Trial::log2Heap).distinct().count() > 1;
    Optional<Curve> curve = Curve.fit(trials, outcomes, heaps);
    if (curve.isEmpty() || curve.get().slope() <= 0) {
      return new Unknown(runs, Reason.NO_RISING_CURVE);
    }
    return new Fitted(curve.get(), resamples(trials, curve.get(), heaps, seed), trials);
  }

  private static List<Curve> resamples(List<Trial> trials, Curve curve, boolean heaps, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Curve[] resamples = new Curve[RESAMPLES];
    for (int b = 0; b < RESAMPLES; b++) {
      boolean[] outcomes = new boolean[trials.size()];
      for (int i = 0; i < outcomes.length; i++) {
        Trial trial = trials.get(i);
        outcomes[i] = random.nextDouble() < curve.failureAt(trial.log2Size(), trial.log2Heap());
      }
      resamples[b] = Curve.fit(trials, outcomes, heaps).orElse(Curve.NONE);
    }
    return List.of(resamples);
  }
}
