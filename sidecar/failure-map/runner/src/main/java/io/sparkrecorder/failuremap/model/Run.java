package io.sparkrecorder.failuremap.model;

import java.time.Instant;
import java.util.List;

/**
 * A finished try of a cell.
 *
 * @param name the cell's name
 * @param number counts the tries of the cell from 1
 * @param maxFailures spark.task.maxFailures
 * @param application Spark's id of the application
 * @param evidence the line that the outcome follows from, shortened
 * @param plan the join operator of the final plan; empty if it is not known
 * @param rows rows of the result; 0 if there is none
 */
public record Run(
    Cell cell,
    String name,
    int number,
    Phase phase,
    int maxFailures,
    long seed,
    String spark,
    String java,
    String application,
    Instant started,
    long wallMillis,
    Outcome outcome,
    Where where,
    String evidence,
    String plan,
    long rows,
    boolean resultRight,
    List<ExecutorRun> executors,
    List<TaskRun> tasks) {
  public Run {
    executors = List.copyOf(executors);
    tasks = List.copyOf(tasks);
  }
}
