package io.sparkrecorder.failuremap.report.statistics;

import java.util.List;
import java.util.Optional;

/**
 * Coefficients of the log odds of a failure: intercept, log2 of the build side, log2 of the heap.
 */
record Curve(double intercept, double slope, double heap) {
  /** Stands for a resample that gives no curve. */
  static final Curve NONE = new Curve(Double.NaN, Double.NaN, Double.NaN);

  static Optional<Curve> fit(List<Trial> trials, boolean[] failed, boolean heaps) {
    double[][] covariates =
        trials.stream()
            .map(
                trial ->
                    heaps
                        ? new double[] {trial.log2Size(), trial.log2Heap()}
                        : new double[] {trial.log2Size()})
            .toArray(double[][]::new);
    return FirthRegression.fit(covariates, failed)
        .map(beta -> new Curve(beta[0], beta[1], heaps ? beta[2] : 0));
  }

  /** Returns log2 of the build side at which half of the runs fail; NaN if failures do not rise. */
  double at(double log2Heap) {
    return slope > 0 ? -(intercept + heap * log2Heap) / slope : Double.NaN;
  }

  double failureAt(double log2Size, double log2Heap) {
    return FirthRegression.probability(
        new double[] {1, log2Size, log2Heap}, new double[] {intercept, slope, heap});
  }
}
