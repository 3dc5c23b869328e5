package software.amazon.profiler;

import io.sparkrecorder.spark.ProfilerPlugin;

/**
 * {@link ProfilerPlugin} under the name of Amazon's plugin, in the drop-in jar alone: command lines
 * that name Amazon's class stay as they are.
 */
public final class AmazonProfilerPlugin extends ProfilerPlugin {
  /** Made by Spark. */
  public AmazonProfilerPlugin() {}
}
