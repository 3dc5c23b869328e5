package io.sparkrecorder.spark;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a task, on the thread that ran it: samples of that thread between start and end
 * belong to it. The fields have the meanings of Spark's {@code TaskContext}.
 */
@Name("spark.Task")
@Label("Spark Task")
@Category({"Apache Spark"})
@Description("One attempt of a Spark task, committed when it ends")
@StackTrace(false)
final class TaskSpan extends Event {
  @Label("Stage")
  int stage;

  @Label("Stage Attempt")
  int stageAttempt;

  @Label("Partition")
  int partition;

  @Label("Task")
  @Description("Task attempt id: unique in the application")
  long task;

  @Label("Attempt")
  @Description("How many times this task was tried before")
  int attempt;

  @Label("SQL Execution")
  @Description("Id of the SQL execution; null outside SQL")
  @Nullable String sqlExecution;

  @Label("Outcome")
  @Description("succeeded, or Spark's name of the reason, such as ExceptionFailure or TaskKilled")
  @Nullable String outcome;
}
