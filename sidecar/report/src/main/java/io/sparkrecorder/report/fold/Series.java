package io.sparkrecorder.report.fold;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Values of a measure over time with a bounded number of points: values of the same moment become
 * one, and moments get longer when there are too many.
 */
public final class Series {
  /** How values of one moment become one. */
  public enum Merge {
    SUM,
    MAX,
    LAST
  }

  private static final int MOST = 600;

  private final String name;
  private final String unit;
  private final Merge merge;
  private long step = 1_000;
  private long[] moments = new long[16];
  private double[] values = new double[16];
  private int size;

  public Series(String name, String unit, Merge merge) {
    this.name = name;
    this.unit = unit;
    this.merge = merge;
  }

  /** Writes the series in the form that {@link #read} reads. */
  public void write(DataOutput out) throws IOException {
    out.writeUTF(name);
    out.writeUTF(unit);
    out.writeUTF(merge.name());
    out.writeLong(step);
    out.writeInt(size);
    for (int index = 0; index < size; index++) {
      out.writeLong(moments[index]);
      out.writeDouble(values[index]);
    }
  }

  /** Reads a series. */
  public static Series read(DataInput in) throws IOException {
    Series series = new Series(in.readUTF(), in.readUTF(), Merge.valueOf(in.readUTF()));
    series.step = in.readLong();
    series.size = in.readInt();
    series.moments = new long[Math.max(16, series.size)];
    series.values = new double[Math.max(16, series.size)];
    for (int index = 0; index < series.size; index++) {
      series.moments[index] = in.readLong();
      series.values[index] = in.readDouble();
    }
    return series;
  }

  public String name() {
    return name;
  }

  public String unit() {
    return unit;
  }

  /** Adds a value; values may come out of order. */
  public void add(long epochMs, double value) {
    long moment = Math.floorDiv(epochMs, step);
    int at = size;
    while (at > 0 && moments[at - 1] > moment) {
      at--;
    }
    if (at > 0 && moments[at - 1] == moment) {
      values[at - 1] = merged(values[at - 1], value);
      return;
    }
    insert(at, moment, value);
    if (size > MOST) {
      coarsen();
    }
  }

  private double merged(double before, double value) {
    return switch (merge) {
      case SUM -> before + value;
      case MAX -> Math.max(before, value);
      case LAST -> value;
    };
  }

  private void insert(int at, long moment, double value) {
    if (size == moments.length) {
      moments = Arrays.copyOf(moments, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    System.arraycopy(moments, at, moments, at + 1, size - at);
    System.arraycopy(values, at, values, at + 1, size - at);
    moments[at] = moment;
    values[at] = value;
    size++;
  }

  private void coarsen() {
    step *= 2;
    int kept = 0;
    for (int old = 0; old < size; old++) {
      long moment = Math.floorDiv(moments[old], 2);
      if (kept > 0 && moments[kept - 1] == moment) {
        values[kept - 1] = merged(values[kept - 1], values[old]);
      } else {
        moments[kept] = moment;
        values[kept++] = values[old];
      }
    }
    size = kept;
  }

  public int size() {
    return size;
  }

  /** The start of a moment in milliseconds. */
  public long at(int index) {
    return moments[index] * step;
  }

  public double value(int index) {
    return values[index];
  }

  public double last() {
    return values[size - 1];
  }

  public double sum() {
    double sum = 0;
    for (int index = 0; index < size; index++) {
      sum += values[index];
    }
    return sum;
  }

  public double max() {
    double max = 0;
    for (int index = 0; index < size; index++) {
      max = Math.max(max, values[index]);
    }
    return max;
  }
}
