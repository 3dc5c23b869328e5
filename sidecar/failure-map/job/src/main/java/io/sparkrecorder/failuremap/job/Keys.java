package io.sparkrecorder.failuremap.job;

import java.util.Arrays;
import org.apache.spark.sql.api.java.UDF1;

/**
 * Gives each row of the build side its key, from 0 to the number of keys. Every key's number of
 * rows follows from the distribution alone; the seed decides which rows they are.
 */
final class Keys implements UDF1<Long, Long> {
  private static final long serialVersionUID = 1;

  private final long rows;
  private final long step;
  private final long offset;

  /** The first rank of each key, by key; a rank is a row's place in a permutation of all rows. */
  private final long[] firstRanks;

  private Keys(long rows, long seed, long[] firstRanks) {
    this.rows = rows;
    this.step = coprime(rows);
    this.offset = Math.floorMod(seed * 0x9E3779B97F4A7C15L, rows);
    this.firstRanks = firstRanks;
  }

  /** Key 0 has exactly this share of the rows; the other keys share the rest evenly. */
  static Keys hot(long rows, int keys, double share, long seed) {
    long hot = Math.round(rows * share);
    double[] weights = new double[keys];
    Arrays.fill(weights, 1);
    return share == 0
        ? new Keys(rows, seed, apportioned(rows, weights))
        : new Keys(
            rows, seed, withHot(hot, apportioned(rows - hot, Arrays.copyOf(weights, keys - 1))));
  }

  private static long[] withHot(long hot, long[] others) {
    long[] firsts = new long[others.length + 1];
    for (int key = 1; key < firsts.length; key++) {
      firsts[key] = hot + others[key - 1];
    }
    return firsts;
  }

  /** The number of rows of key k is proportional to 1 / (k + 1) ^ exponent. */
  static Keys zipf(long rows, int keys, double exponent, long seed) {
    double[] weights = new double[keys];
    for (int key = 0; key < keys; key++) {
      weights[key] = Math.pow(key + 1, -exponent);
    }
    return new Keys(rows, seed, apportioned(rows, weights));
  }

  /** The first rank of each key, if the rows are distributed by weight. */
  private static long[] apportioned(long rows, double[] weights) {
    double total = Arrays.stream(weights).sum();
    long[] firsts = new long[weights.length];
    double sum = 0;
    for (int key = 0; key < weights.length; key++) {
      firsts[key] = Math.round(rows * (sum / total));
      sum += weights[key];
    }
    return firsts;
  }

  /** A number near the golden section of the rows, so that consecutive rows get distant ranks. */
  private static long coprime(long rows) {
    long step = Math.max(1, (long) (rows * 0.6180339887498949));
    while (gcd(step, rows) != 1) {
      step++;
    }
    return step;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  @Override
  public Long call(Long row) {
    return of(row);
  }

  long of(long row) {
    long rank = (row * step + offset) % rows;
    int found = Arrays.binarySearch(firstRanks, rank);
    if (found < 0) {
      return -found - 2L;
    }
    // Keys without rows have the same first rank as the key behind them.
    while (found + 1 < firstRanks.length && firstRanks[found + 1] == rank) {
      found++;
    }
    return found;
  }
}
