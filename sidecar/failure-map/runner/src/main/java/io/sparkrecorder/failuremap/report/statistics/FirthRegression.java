package io.sparkrecorder.failuremap.report.statistics;

import java.util.Arrays;
import java.util.Optional;

/**
 * Logistic regression with Firth's penalty (half of the log determinant of the information matrix).
 * The penalty keeps every coefficient finite, even if the covariates separate failures from
 * successes perfectly, which is usual here: a cell fails in each run or in none.
 *
 * <p>D. Firth, Bias reduction of maximum likelihood estimates, Biometrika 80 (1993).
 */
final class FirthRegression {
  private static final int STEPS = 200;
  private static final int HALVINGS = 30;
  private static final double LARGEST_STEP = 2;
  private static final double CONVERGED = 1e-8;

  /** Rounding of a likelihood: steps near the maximum change it by less. */
  private static final double ROUNDING = 1e-12;

  private final double[][] rows;
  private final boolean[] failed;

  private FirthRegression(double[][] rows, boolean[] failed) {
    this.rows = rows;
    this.failed = failed;
  }

  /**
   * Fits an intercept and one coefficient per covariate.
   *
   * @param covariates one array per run; covariates that vary and are not collinear
   * @return the coefficients, the intercept first; empty if the iteration does not converge
   */
  static Optional<double[]> fit(double[][] covariates, boolean[] failed) {
    int width = covariates[0].length;
    double[] mean = new double[width];
    double[] scale = new double[width];
    double[][] rows = standardized(covariates, mean, scale);
    return new FirthRegression(rows, failed)
        .maximize(width + 1)
        .map(standardized -> original(standardized, mean, scale));
  }

  private static double[][] standardized(double[][] covariates, double[] mean, double[] scale) {
    double[][] rows = new double[covariates.length][mean.length + 1];
    for (int j = 0; j < mean.length; j++) {
      int column = j;
      mean[j] = Arrays.stream(covariates).mapToDouble(row -> row[column]).average().orElseThrow();
      double variance =
          Arrays.stream(covariates)
              .mapToDouble(row -> Math.pow(row[column] - mean[column], 2))
              .average()
              .orElseThrow();
      scale[j] = Math.sqrt(variance);
      for (int i = 0; i < rows.length; i++) {
        rows[i][0] = 1;
        rows[i][j + 1] = (covariates[i][j] - mean[j]) / scale[j];
      }
    }
    return rows;
  }

  private static double[] original(double[] standardized, double[] mean, double[] scale) {
    double[] beta = standardized.clone();
    for (int j = 0; j < mean.length; j++) {
      beta[j + 1] /= scale[j];
      beta[0] -= beta[j + 1] * mean[j];
    }
    return beta;
  }

  private Optional<double[]> maximize(int width) {
    double[] beta = new double[width];
    double likelihood = penalizedLikelihood(beta);
    for (int step = 0; step < STEPS; step++) {
      double[] delta = newtonStep(beta);
      if (!Double.isFinite(Arrays.stream(delta).sum())) {
        return Optional.empty();
      }
      double[] next = moved(beta, delta, 1);
      double nextLikelihood = penalizedLikelihood(next);
      double part = 1;
      for (int halving = 0;
          nextLikelihood < likelihood - ROUNDING && halving < HALVINGS;
          halving++) {
        part /= 2;
        next = moved(beta, delta, part);
        nextLikelihood = penalizedLikelihood(next);
      }
      beta = next;
      likelihood = nextLikelihood;
      if (Arrays.stream(delta).map(Math::abs).max().orElse(0) < CONVERGED) {
        return Optional.of(beta);
      }
    }
    return Optional.empty();
  }

  private static double[] moved(double[] beta, double[] delta, double part) {
    double[] next = beta.clone();
    for (int j = 0; j < next.length; j++) {
      next[j] += part * delta[j];
    }
    return next;
  }

  /** Returns the Fisher scoring step for Firth's modified score, limited in length. */
  private double[] newtonStep(double[] beta) {
    SymmetricMatrix information = SymmetricMatrix.of(information(beta));
    double[] score = new double[beta.length];
    for (int i = 0; i < rows.length; i++) {
      double p = probability(rows[i], beta);
      double leverage = p * (1 - p) * information.inverseForm(rows[i]);
      double residual = (failed[i] ? 1 : 0) - p + leverage * (0.5 - p);
      for (int j = 0; j < score.length; j++) {
        score[j] += rows[i][j] * residual;
      }
    }
    double[] delta = information.solve(score);
    double longest = Arrays.stream(delta).map(Math::abs).max().orElse(0);
    if (longest > LARGEST_STEP) {
      Arrays.setAll(delta, j -> delta[j] * LARGEST_STEP / longest);
    }
    return delta;
  }

  private double[][] information(double[] beta) {
    double[][] information = new double[beta.length][beta.length];
    for (double[] row : rows) {
      double p = probability(row, beta);
      double weight = p * (1 - p);
      for (int j = 0; j < row.length; j++) {
        for (int k = 0; k <= j; k++) {
          information[j][k] += weight * row[j] * row[k];
        }
      }
    }
    return information;
  }

  private double penalizedLikelihood(double[] beta) {
    double sum = SymmetricMatrix.of(information(beta)).logDeterminant() / 2;
    for (int i = 0; i < rows.length; i++) {
      double predictor = predictor(rows[i], beta);
      sum -= Math.log1p(Math.exp(-Math.abs(predictor)));
      sum += failed[i] ? Math.min(predictor, 0) : Math.min(-predictor, 0);
    }
    return sum;
  }

  static double probability(double[] row, double[] beta) {
    return 1 / (1 + Math.exp(-predictor(row, beta)));
  }

  private static double predictor(double[] row, double[] beta) {
    double sum = 0;
    for (int j = 0; j < row.length; j++) {
      sum += row[j] * beta[j];
    }
    return sum;
  }
}
