package io.sparkrecorder.bench.plugin;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A Spark application of one thread for tasks, with tasks that do nothing. */
final class Job {
  static final int TASKS = 20_000;
  private static final int TASKS_PER_STAGE = 2_000;

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private Job() {}

  /** Runs stages of empty tasks; returns the CPU time of this process per task, in nanoseconds. */
  static double empty(Optional<Class<?>> plugin) {
    try (JavaSparkContext spark = start(plugin)) {
      stage(spark);
      long before = SYSTEM.getProcessCpuTime();
      for (int tasks = 0; tasks < TASKS; tasks += TASKS_PER_STAGE) {
        stage(spark);
      }
      return (double) (SYSTEM.getProcessCpuTime() - before) / TASKS;
    }
  }

  private static void stage(JavaSparkContext spark) {
    spark.parallelize(Collections.nCopies(TASKS_PER_STAGE, 1), TASKS_PER_STAGE).foreach(_ -> {});
  }

  /** Runs one task that begins and ends spans; returns the time per span, in nanoseconds. */
  static double spansAlone() {
    try (JavaSparkContext spark = start(Optional.empty())) {
      return spark.parallelize(Collections.singletonList(1), 1).map(_ -> Spans.time()).first();
    }
  }

  private static JavaSparkContext start(Optional<Class<?>> plugin) {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[1]")
            .setAppName("bench-plugin")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "localhost")
            .set("spark.driver.bindAddress", "127.0.0.1");
    plugin.ifPresent(of -> conf.set("spark.plugins", of.getName()));
    JavaSparkContext spark = new JavaSparkContext(conf);
    spark.setLogLevel("ERROR");
    return spark;
  }
}
