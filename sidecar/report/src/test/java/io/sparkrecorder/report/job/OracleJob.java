package io.sparkrecorder.report.job;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A job whose stages compute in methods named after them, so that each sample tells its stage: two
 * queries at once, then a stage in which one executor is killed.
 */
public final class OracleJob {
  private static final int TASKS = 8;

  private OracleJob() {}

  /** The job. The argument is how many milliseconds each task computes. */
  public static void main(String[] arguments) {
    long milliseconds = Long.parseLong(arguments[0]);
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      // The common pool has one thread on two cores, which runs one query after the other.
      Executor threads = command -> new Thread(command, "query").start();
      CompletableFuture<Void> one =
          CompletableFuture.runAsync(() -> query(spark, "7", milliseconds), threads);
      CompletableFuture<Void> two =
          CompletableFuture.runAsync(() -> query(spark, "8", milliseconds), threads);
      CompletableFuture.allOf(one, two).join();
      stage(spark, TASKS / 2, milliseconds * 4, true);
    }
  }

  /** Two stages, one after the other. */
  private static void query(JavaSparkContext spark, String id, long milliseconds) {
    spark.setLocalProperty("spark.sql.execution.id", id);
    spark.setLocalProperty("spark.scheduler.pool", id);
    stage(spark, TASKS, milliseconds, false);
    stage(spark, TASKS, milliseconds, false);
  }

  private static void stage(JavaSparkContext spark, int tasks, long milliseconds, boolean kill) {
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    spark.parallelize(numbers, tasks).foreach(number -> task(milliseconds, kill));
  }

  /** Tasks differ in length, so that an executor runs tasks of two stages at once. */
  private static void task(long milliseconds, boolean kill) {
    TaskContext task = TaskContext.get();
    long end = System.nanoTime() + milliseconds * (1 + task.partitionId() % 3) * 1_000_000;
    double sum =
        switch (task.stageId()) {
          case 0 -> stage0(end);
          case 1 -> stage1(end);
          case 2 -> stage2(end);
          case 3 -> stage3(end);
          case 4 -> stage4(end);
          default -> throw new IllegalStateException("stage " + task.stageId());
        };
    if (kill && task.partitionId() == 0 && task.attemptNumber() == 0) {
      killExecutor();
    }
    if (sum < 0) {
      throw new IllegalStateException("no root is negative");
    }
  }

  private static void killExecutor() {
    try {
      String pid = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-9", pid).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double stage0(long end) {
    double sum = 1;
    while (System.nanoTime() - end < 0) {
      sum = Math.sqrt(sum + 1);
    }
    return sum;
  }

  private static double stage1(long end) {
    double sum = 2;
    while (System.nanoTime() - end < 0) {
      sum = Math.sqrt(sum + 1);
    }
    return sum;
  }

  private static double stage2(long end) {
    double sum = 3;
    while (System.nanoTime() - end < 0) {
      sum = Math.sqrt(sum + 1);
    }
    return sum;
  }

  private static double stage3(long end) {
    double sum = 4;
    while (System.nanoTime() - end < 0) {
      sum = Math.sqrt(sum + 1);
    }
    return sum;
  }

  private static double stage4(long end) {
    double sum = 5;
    while (System.nanoTime() - end < 0) {
      sum = Math.sqrt(sum + 1);
    }
    return sum;
  }
}
