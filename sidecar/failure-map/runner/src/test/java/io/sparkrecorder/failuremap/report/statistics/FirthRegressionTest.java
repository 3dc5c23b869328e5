package io.sparkrecorder.failuremap.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FirthRegressionTest {
  /**
   * For a saturated model the penalty adds half a success and half a failure to each group, so the
   * odds are known without any iteration (Heinze and Schemper 2002).
   */
  @Test
  void two_groups_have_the_odds_of_half_a_run_more_on_each_side() {
    double[][] group = {{0}, {0}, {0}, {0}, {1}, {1}, {1}};
    boolean[] failed = {true, false, false, false, true, true, true};

    double[] beta = FirthRegression.fit(group, failed).orElseThrow();

    assertThat(beta[0]).isCloseTo(Math.log(1.5 / 3.5), within(1e-8));
    assertThat(beta[0] + beta[1]).isCloseTo(Math.log(3.5 / 0.5), within(1e-8));
  }

  /** The reference maximizes the penalized likelihood with scipy 1.16, without this Newton step. */
  @Test
  void separated_runs_converge_to_the_maximum_of_the_penalized_likelihood() {
    double[][] size = {{5}, {6}, {7}, {8}, {9}, {10}, {11}, {12}};
    boolean[] failed = {false, false, false, false, true, true, true, true};

    double[] beta = FirthRegression.fit(size, failed).orElseThrow();

    assertThat(beta[0]).isCloseTo(-8.77832732, within(1e-5));
    assertThat(beta[1]).isCloseTo(1.03274439, within(1e-6));
  }

  /** The reference is made in the same way. */
  @Test
  void two_covariates_converge_to_the_maximum_of_the_penalized_likelihood() {
    int[] size = {25, 25, 26, 26, 27, 27, 28, 28, 29, 29, 30, 30, 28, 29, 27, 26};
    int[] heap = {28, 29, 28, 29, 28, 29, 28, 29, 28, 29, 28, 29, 30, 30, 30, 30};
    int[] failures = {0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0, 1, 0, 0};
    double[][] covariates = new double[size.length][];
    boolean[] failed = new boolean[size.length];
    for (int i = 0; i < size.length; i++) {
      covariates[i] = new double[] {size[i], heap[i]};
      failed[i] = failures[i] == 1;
    }

    double[] beta = FirthRegression.fit(covariates, failed).orElseThrow();

    assertThat(beta[0]).isCloseTo(1.92455697, within(1e-4));
    assertThat(beta[1]).isCloseTo(1.74349873, within(1e-5));
    assertThat(beta[2]).isCloseTo(-1.7400634, within(1e-5));
  }

  @Test
  void collinear_covariates_give_no_fit() {
    double[][] covariates = {{1, 2}, {2, 4}, {3, 6}, {4, 8}};

    assertThat(FirthRegression.fit(covariates, new boolean[] {false, false, true, true})).isEmpty();
  }
}
