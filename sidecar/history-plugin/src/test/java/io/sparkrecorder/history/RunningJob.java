package io.sparkrecorder.history;

import java.io.IOException;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A job whose first executor is killed, for a driver of a real Spark. It prints the address of its
 * pages, and its result when its input has ended.
 */
public final class RunningJob {
  private RunningJob() {}

  /** Takes Spark's configuration from system properties. */
  public static void main(String[] arguments) throws IOException {
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      int sum =
          spark.parallelize(List.of(1, 2, 3, 4), 2).map(RunningJob::kill).reduce(Integer::sum);
      System.out.println("pages " + spark.sc().uiWebUrl().get() + " " + spark.sc().applicationId());
      System.in.readAllBytes();
      System.out.println("result " + sum);
    }
  }

  private static int kill(int number) throws IOException, InterruptedException {
    TaskContext task = TaskContext.get();
    boolean isExecutor = !SparkEnv.get().executorId().equals("driver");
    if (isExecutor && task.partitionId() == 0 && task.attemptNumber() == 0) {
      String pid = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-9", pid).start().waitFor();
    }
    return number;
  }
}
