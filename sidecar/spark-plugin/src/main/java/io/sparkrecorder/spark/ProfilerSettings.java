package io.sparkrecorder.spark;

import java.nio.file.Path;
import org.apache.spark.SparkConf;

/** The profiler to run, from the Spark configuration; who is profiled is in the context. */
final class ProfilerSettings {
  /** {@code auto} takes CodeGuru when its agent is on the class path, otherwise JFR. */
  static final String PROFILER = "spark.recorder.profiler";

  static final String SPOOL = "spark.recorder.profiler.spool";
  static final String JFR_SETTINGS = "spark.recorder.profiler.jfr.settings";
  static final String ASYNC_PROFILER_LIBRARY = "spark.recorder.profiler.asyncProfiler.library";
  static final String ASYNC_PROFILER_OPTIONS = "spark.recorder.profiler.asyncProfiler.options";

  private static final String LIBRARY =
      "/opt/spark-recorder/agents/async-profiler/libasyncProfiler.so";
  private static final String OPTIONS =
      "event=ctimer,interval=10ms,alloc=512k,lock=10ms,chunktime=30s";

  private final SparkConf conf;

  ProfilerSettings(SparkConf conf) {
    this.conf = conf;
  }

  /**
   * Gives the profiler, ready to start.
   *
   * @param recordingName file name without suffix, for a profiler that writes a file
   * @param loader sees the agent's classes, if they are there
   */
  Profiler profiler(ProfilingContext context, String recordingName, ClassLoader loader)
      throws WrongSettings {
    String name = conf.get(PROFILER, "auto").trim();
    switch (name) {
      case "auto":
        return CodeGuruProfiler.isPresent(loader)
            ? CodeGuruProfiler.of(context, loader)
            : jfr(recordingName);
      case "codeguru":
        return CodeGuruProfiler.of(context, loader);
      case "jfr":
        return jfr(recordingName);
      case "async-profiler":
        return asyncProfiler(recordingName);
      default:
        throw new WrongSettings(
            String.format(
                "%s is \"%s\": expected auto, codeguru, jfr or async-profiler", PROFILER, name));
    }
  }

  private Profiler jfr(String recordingName) throws WrongSettings {
    return JfrProfiler.into(spool(), recordingName, conf.get(JFR_SETTINGS, JfrSettings.SPARK));
  }

  private Profiler asyncProfiler(String recordingName) throws WrongSettings {
    Path library = Path.of(conf.get(ASYNC_PROFILER_LIBRARY, LIBRARY));
    return AsyncProfiler.into(
        spool(), recordingName, library, conf.get(ASYNC_PROFILER_OPTIONS, OPTIONS));
  }

  private Spool spool() throws WrongSettings {
    return Spool.at(Path.of(conf.get(SPOOL, "/recordings")));
  }
}
