package io.sparkrecorder.spark;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Profiles the driver and a share of the executors, as {@code ENABLE_AMAZON_PROFILER} and {@code
 * PROFILING_CONTEXT} say: with CodeGuru's agent when its classes are there, otherwise into the
 * spool. A job never fails because of it.
 */
public class ProfilerPlugin implements SparkPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ProfilerPlugin.class);
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
    private Optional<ProfilerRun> run = Optional.empty();

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      run = start(Role.DRIVER, context);
      return Map.of();
    }

    @Override
    public void shutdown() {
      stop(run);
    }
  }

  private final class Executor implements ExecutorPlugin {
    private Optional<ProfilerRun> run = Optional.empty();

    @Override
    public void init(PluginContext context, Map<String, String> fromDriver) {
      run = start(Role.EXECUTOR, context);
    }

    @Override
    public void shutdown() {
      stop(run);
    }
  }

  /** Gives nothing if not even a thread can start: Spark ends the job if a plugin throws. */
  private Optional<ProfilerRun> start(Role role, PluginContext context) {
    try {
      return Optional.of(ProfilerRun.start(role, context, environment));
    } catch (Throwable e) {
      LOG.warn("This JVM is not profiled: {}", e.toString());
      return Optional.empty();
    }
  }

  /** Spark also shuts down a plugin whose {@code init} did not end. */
  private void stop(Optional<ProfilerRun> run) {
    run.ifPresent(begun -> begun.stop(patience));
  }
}
