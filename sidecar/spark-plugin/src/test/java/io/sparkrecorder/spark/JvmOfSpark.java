package io.sparkrecorder.spark;

import com.codahale.metrics.MetricRegistry;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;

/** Calls a plugin in the order in which Spark does, for a driver or an executor. */
final class JvmOfSpark {
  private final Map<String, String> environment;
  private final SparkConf conf;
  private final Duration patience;

  JvmOfSpark(Map<String, String> environment, SparkConf conf) {
    this(environment, conf, Duration.ofMinutes(1));
  }

  JvmOfSpark(Map<String, String> environment, SparkConf conf, Duration patience) {
    this.environment = environment;
    this.conf = conf;
    this.patience = patience;
  }

  /** Loads a new plugin as an executor does, and runs the work between init and shutdown. */
  void executor(String id, Runnable work) {
    ExecutorPlugin plugin = new ProfilerPlugin(environment, patience).executorPlugin();
    plugin.init(new Context(id, conf), Map.of());
    try {
      work.run();
    } finally {
      plugin.shutdown();
    }
  }

  void driver(Runnable work) {
    DriverPlugin plugin = new ProfilerPlugin(environment, patience).driverPlugin();
    plugin.init(null, new Context("driver", conf));
    try {
      work.run();
    } finally {
      plugin.shutdown();
    }
  }

  private static final class Context implements PluginContext {
    private final String id;
    private final SparkConf conf;

    Context(String id, SparkConf conf) {
      this.id = id;
      this.conf = conf;
    }

    @Override
    public MetricRegistry metricRegistry() {
      return new MetricRegistry();
    }

    @Override
    public SparkConf conf() {
      return conf;
    }

    @Override
    public String executorID() {
      return id;
    }

    @Override
    public String hostname() {
      return "localhost";
    }

    @Override
    public Map<String, ResourceInformation> resources() {
      return Map.of();
    }

    @Override
    public void send(Object message) {}

    @Override
    public Object ask(Object message) {
      return message;
    }
  }
}
