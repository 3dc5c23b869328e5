package io.sparkrecorder.spark;

import java.time.Duration;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Profiles the driver and a share of the executors, as {@code ENABLE_AMAZON_PROFILER} and {@code
 * PROFILING_CONTEXT} say: with CodeGuru's agent when its classes are there, otherwise into the
 * spool. A job never fails because of it.
 */
public class ProfilerPlugin implements SparkPlugin {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<String, String> environment;
  private final Duration patience;

  /** Made by Spark. */
  public ProfilerPlugin() {
    this(System.getenv(), PATIENCE);
  }

  /** Takes the process's environment, and how long a shutdown waits for a profiler. */
  ProfilerPlugin(Map<String, String> environment, Duration patience) {
    this.environment = environment;
    this.patience = patience;
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  private final class Driver implements DriverPlugin {
    private ProfilerRun run;

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      run = ProfilerRun.start(Role.DRIVER, context, environment);
      return Map.of();
    }

    @Override
    public void shutdown() {
      stop(run);
    }
  }

  private final class Executor implements ExecutorPlugin {
    private ProfilerRun run;

    @Override
    public void init(PluginContext context, Map<String, String> fromDriver) {
      run = ProfilerRun.start(Role.EXECUTOR, context, environment);
    }

    @Override
    public void shutdown() {
      stop(run);
    }
  }

  /** Spark also shuts down a plugin whose {@code init} did not end. */
  private void stop(ProfilerRun run) {
    if (run != null) {
      run.stop(patience);
    }
  }
}
