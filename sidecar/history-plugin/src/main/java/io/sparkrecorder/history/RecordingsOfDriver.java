package io.sparkrecorder.history;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.ui.SparkUI;
import org.jspecify.annotations.Nullable;

/**
 * Adds the tab "Recordings" to the pages of a running driver, with {@code spark.plugins}. It reads
 * nothing, and executors load nothing: the page reads when someone asks for it.
 */
public final class RecordingsOfDriver implements SparkPlugin {
  /** Made by Spark. */
  public RecordingsOfDriver() {}

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public @Nullable ExecutorPlugin executorPlugin() {
    return null;
  }

  private static final class Driver implements DriverPlugin {
    private Optional<SparkUI> ui = Optional.empty();

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      ui = spark.ui().isDefined() ? Optional.of(spark.ui().get()) : Optional.empty();
      return Map.of();
    }

    /** Spark calls this as soon as the application has its id. */
    @Override
    public void registerMetrics(String app, PluginContext context) {
      ui.ifPresent(pages -> RecordingsTab.attach(pages, () -> app, false));
    }
  }
}
