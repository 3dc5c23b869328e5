package io.sparkrecorder.failuremap.report.statistics;

/** Cholesky factor of a small symmetric matrix that is positive definite. */
final class SymmetricMatrix {
  private final double[][] factor;

  private SymmetricMatrix(double[][] factor) {
    this.factor = factor;
  }

  /**
   * Factors the matrix; a singular one has pivots that are zero or NaN, and a determinant of -∞.
   */
  static SymmetricMatrix of(double[][] matrix) {
    int size = matrix.length;
    double[][] factor = new double[size][size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column <= row; column++) {
        double rest = matrix[row][column];
        for (int k = 0; k < column; k++) {
          rest -= factor[row][k] * factor[column][k];
        }
        factor[row][column] = row == column ? Math.sqrt(rest) : rest / factor[column][column];
      }
    }
    return new SymmetricMatrix(factor);
  }

  double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < factor.length; i++) {
      sum += 2 * Math.log(factor[i][i]);
    }
    return Double.isNaN(sum) ? Double.NEGATIVE_INFINITY : sum;
  }

  /** Solves {@code matrix * x = right}. */
  double[] solve(double[] right) {
    double[] x = forward(right);
    for (int i = x.length - 1; i >= 0; i--) {
      for (int k = i + 1; k < x.length; k++) {
        x[i] -= factor[k][i] * x[k];
      }
      x[i] /= factor[i][i];
    }
    return x;
  }

  /** Returns {@code vector' * inverse(matrix) * vector}. */
  double inverseForm(double[] vector) {
    double sum = 0;
    for (double part : forward(vector)) {
      sum += part * part;
    }
    return sum;
  }

  private double[] forward(double[] right) {
    double[] x = right.clone();
    for (int i = 0; i < x.length; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= factor[i][k] * x[k];
      }
      x[i] /= factor[i][i];
    }
    return x;
  }
}
