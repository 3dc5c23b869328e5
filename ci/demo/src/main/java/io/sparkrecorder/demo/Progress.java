package io.sparkrecorder.demo;

import java.io.PrintStream;
import java.util.Locale;

/** Prints each step with the time since the start. */
final class Progress {
  private final PrintStream out;
  private final long start = System.nanoTime();

  Progress(PrintStream out) {
    this.out = out;
  }

  void says(String line) {
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(Locale.ROOT, "%6.1f s  %s%n", seconds, line);
    out.flush();
  }
}
