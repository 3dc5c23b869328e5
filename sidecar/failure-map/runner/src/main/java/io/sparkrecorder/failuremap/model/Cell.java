package io.sparkrecorder.failuremap.model;

/**
 * One point of the grid.
 *
 * @param buildBytes size of the side that the join holds in memory, as Spark's rows
 * @param probeBytes size of the other side
 * @param aqe adaptive query execution
 * @param aqeSkewJoin AQE splits skewed partitions
 * @param partitions shuffle partitions
 */
public record Cell(
    Shape shape,
    long buildBytes,
    long probeBytes,
    Join join,
    Skew skew,
    boolean aqe,
    boolean aqeSkewJoin,
    int partitions) {

  /** Identifies the cell in its experiment and in the names of files. */
  public String name() {
    return "%s-%s-b%s-%s%s"
        .formatted(join.id(), shape.label(), Sizes.label(buildBytes), skew.label(), aqeLabel());
  }

  /** The cell with another build side, which bisection tries. */
  public Cell withBuildBytes(long bytes) {
    return new Cell(shape, bytes, probeBytes, join, skew, aqe, aqeSkewJoin, partitions);
  }

  private String aqeLabel() {
    if (!aqe) {
      return "";
    }
    return aqeSkewJoin ? "-aqe-skewjoin" : "-aqe";
  }
}
