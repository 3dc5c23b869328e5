package io.sparkrecorder.report.profile;

/** Frames of async-profiler itself: its samples hold its own signal handlers too. */
final class Profiler {
  private static final String LIBRARY = "libasyncProfiler.so.";

  private Profiler() {}

  static boolean owns(String frame) {
    return frame.startsWith(LIBRARY);
  }
}
