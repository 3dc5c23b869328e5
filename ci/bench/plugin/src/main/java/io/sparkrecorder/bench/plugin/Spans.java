package io.sparkrecorder.bench.plugin;

import io.sparkrecorder.spark.TaskSpans;
import java.util.Map;
import org.apache.spark.api.plugin.ExecutorPlugin;

/** Calls the plugin as Spark does for each task, on the thread of a real task. */
final class Spans {
  static final int COUNT = 1_000_000;

  private Spans() {}

  /** The mean time of one span in nanoseconds, after a warm-up of the same length. */
  static double time() {
    ExecutorPlugin plugin = new TaskSpans().executorPlugin();
    plugin.init(null, Map.of());
    run(plugin);
    long before = System.nanoTime();
    run(plugin);
    return (double) (System.nanoTime() - before) / COUNT;
  }

  private static void run(ExecutorPlugin plugin) {
    for (int span = 0; span < COUNT; span++) {
      plugin.onTaskStart();
      plugin.onTaskSucceeded();
    }
  }
}
