package io.sparkrecorder.spark;

/** A profiler that runs inside this JVM. */
interface Profiler {
  /** Starts it. Whatever it throws ends up as one line in the log. */
  void start() throws Exception;

  /** Stops it and completes its file, if it writes one. Called once, after a successful start. */
  void stop() throws Exception;

  /** Its name and target, for the log. */
  @Override
  String toString();
}
