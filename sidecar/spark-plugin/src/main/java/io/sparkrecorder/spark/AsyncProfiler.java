package io.sparkrecorder.spark;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * async-profiler, loaded into this JVM while it runs, into the spool. Its file has chunks: a kill
 * loses the last one.
 */
final class AsyncProfiler implements Profiler {
  private final Path library;
  private final String options;
  private final Path file;

  private AsyncProfiler(Path library, String options, Path file) {
    this.library = library;
    this.options = options;
    this.file = file;
  }

  static AsyncProfiler into(Spool spool, String recordingName, Path library, String options)
      throws WrongSettings {
    if (!Files.isReadable(library)) {
      throw new WrongSettings(
          String.format(
              "%s is \"%s\": expected the path of libasyncProfiler.so",
              ProfilerSettings.ASYNC_PROFILER_LIBRARY, library));
    }
    return new AsyncProfiler(
        library, options, spool.newRecording("async-profiler-" + recordingName));
  }

  /** {@code jfropts=3} leaves out command line and system properties, as the charts do. */
  @Override
  public void start() throws Exception {
    load("start," + options + ",jfr,jfropts=3,file=" + file);
  }

  @Override
  public void stop() throws Exception {
    load("stop");
  }

  @Override
  public String toString() {
    return "async-profiler, into " + file;
  }

  /** The agent takes each load as a command; it prints its own error message. */
  private void load(String command) throws Exception {
    String answer =
        DiagnosticCommand.run(
            "jvmtiAgentLoad", DiagnosticCommand.quoted(library), DiagnosticCommand.quoted(command));
    if (!answer.equals("return code: 0")) {
      throw new IllegalStateException(answer.lines().findFirst().orElse("") + " for " + command);
    }
  }
}
