package io.sparkrecorder.report.read;

import io.sparkrecorder.report.fold.Kind;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Weights and numbers of samples as they stand in the files, apart from all folding. */
public final class Sums {
  private final long[] weights = new long[Kind.values().length];
  private final long[] samples = new long[Kind.values().length];

  void add(Kind kind, long weight) {
    weights[kind.index()] += weight;
    samples[kind.index()]++;
  }

  /** Writes the sums in the form that {@link #add(DataInput)} reads. */
  public void write(DataOutput out) throws IOException {
    for (Kind kind : Kind.values()) {
      out.writeLong(weights[kind.index()]);
      out.writeLong(samples[kind.index()]);
    }
  }

  /** Adds other sums. */
  public void add(DataInput in) throws IOException {
    for (Kind kind : Kind.values()) {
      weights[kind.index()] += in.readLong();
      samples[kind.index()] += in.readLong();
    }
  }

  public long weight(Kind kind) {
    return weights[kind.index()];
  }

  public long samples(Kind kind) {
    return samples[kind.index()];
  }
}
