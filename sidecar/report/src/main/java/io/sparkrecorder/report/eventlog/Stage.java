package io.sparkrecorder.report.eventlog;

/**
 * An attempt of a stage.
 *
 * @param id Spark's number of the stage
 * @param attempt number of its attempt, from 0
 */
public record Stage(int id, int attempt) implements Comparable<Stage> {
  @Override
  public int compareTo(Stage other) {
    return id != other.id ? Integer.compare(id, other.id) : Integer.compare(attempt, other.attempt);
  }
}
