package io.sparkrecorder.report.read;

import io.sparkrecorder.report.fold.Kind;

/** Weights and numbers of samples as they stand in the files, apart from all folding. */
public final class Sums {
  private final long[] weights = new long[Kind.values().length];
  private final long[] samples = new long[Kind.values().length];

  void add(Kind kind, long weight) {
    weights[kind.index()] += weight;
    samples[kind.index()]++;
  }

  public long weight(Kind kind) {
    return weights[kind.index()];
  }

  public long samples(Kind kind) {
    return samples[kind.index()];
  }
}
