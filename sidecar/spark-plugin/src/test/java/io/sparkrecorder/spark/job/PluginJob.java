package io.sparkrecorder.spark.job;

import java.io.IOException;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A job of two stages, for the JVMs of a real Spark: the second is an SQL execution's by its local
 * property, and its first task fails once. Prints its result last.
 */
public final class PluginJob {
  private static final int TASKS = 4;

  private PluginJob() {}

  /**
   * The job. The first argument is how many milliseconds each task computes. With "kill" as second
   * argument the first task of the second stage ends with SIGKILL of its executor.
   */
  public static void main(String[] arguments) {
    long milliseconds = Long.parseLong(arguments[0]);
    boolean kill = arguments.length > 1 && arguments[1].equals("kill");
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      long first =
          spark
              .parallelize(List.of(1, 2, 3, 4), TASKS)
              .map(number -> firstStage(number, milliseconds))
              .reduce(Long::sum);
      spark.setLocalProperty("spark.sql.execution.id", "42");
      long second =
          spark
              .parallelize(List.of(5, 6, 7, 8), TASKS)
              .map(number -> secondStage(number, milliseconds, kill))
              .reduce(Long::sum);
      System.out.println("result " + first + " " + second);
    }
  }

  private static long firstStage(int number, long milliseconds) {
    compute(milliseconds);
    return number;
  }

  private static long secondStage(int number, long milliseconds, boolean kill) {
    TaskContext task = TaskContext.get();
    boolean isFirst = task.partitionId() == 0 && task.attemptNumber() == 0;
    if (isFirst && kill) {
      compute(milliseconds);
      killExecutor();
    }
    if (isFirst) {
      throw new IllegalStateException("the first attempt fails");
    }
    compute(milliseconds);
    return number;
  }

  private static void killExecutor() {
    try {
      String pid = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-9", pid).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void compute(long milliseconds) {
    long end = System.nanoTime() + milliseconds * 1_000_000;
    double sum = 1;
    while (System.nanoTime() - end < 0) {
      sum = Math.sqrt(sum + 1);
    }
    if (sum < 0) {
      throw new IllegalStateException("no root is negative");
    }
  }
}
