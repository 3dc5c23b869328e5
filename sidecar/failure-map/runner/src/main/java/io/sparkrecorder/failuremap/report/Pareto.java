package io.sparkrecorder.failuremap.report;

import java.util.List;

/** Finds the points that no other point beats in cost and in time. */
final class Pareto {
  private Pareto() {}

  /** Seconds and cost of one way to do the same work. */
  record Point(double seconds, double cost) {
    private boolean beats(Point other) {
      return seconds <= other.seconds && cost <= other.cost && !equals(other);
    }
  }

  /** Tells for each point whether it is on the front. */
  static List<Boolean> front(List<Point> points) {
    return points.stream().map(it -> points.stream().noneMatch(other -> other.beats(it))).toList();
  }
}
