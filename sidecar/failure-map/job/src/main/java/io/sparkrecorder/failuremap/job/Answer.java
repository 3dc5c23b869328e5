package io.sparkrecorder.failuremap.job;

import java.util.Objects;
import org.apache.spark.sql.Row;

/** The one row of the join's result. */
final class Answer {
  final long rows;
  private final long weight;
  private final long checksum;
  private final long probeLength;

  Answer(long rows, long weight, long checksum, long probeLength) {
    this.rows = rows;
    this.weight = weight;
    this.checksum = checksum;
    this.probeLength = probeLength;
  }

  /** The sums of an empty join are null. */
  static Answer of(Row row) {
    return new Answer(row.getLong(0), sum(row, 1), sum(row, 2), sum(row, 3));
  }

  private static long sum(Row row, int column) {
    return row.isNullAt(column) ? 0 : row.getLong(column);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Answer
        && rows == ((Answer) other).rows
        && weight == ((Answer) other).weight
        && checksum == ((Answer) other).checksum
        && probeLength == ((Answer) other).probeLength;
  }

  @Override
  public int hashCode() {
    return Objects.hash(rows, weight, checksum, probeLength);
  }

  @Override
  public String toString() {
    return "rows "
        + rows
        + ", weight "
        + weight
        + ", checksum "
        + checksum
        + ", length "
        + probeLength;
  }
}
