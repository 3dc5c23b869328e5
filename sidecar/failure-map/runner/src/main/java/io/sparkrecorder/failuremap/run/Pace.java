package io.sparkrecorder.failuremap.run;

import java.time.Duration;

/**
 * Estimates the time of the runs that are left, from the mean time of a run and the mean time until
 * an application begins its first run. It does not look at when a run is stored, because on a
 * cluster all runs of an application are stored at its end.
 */
final class Pace {
  private long runMillis;
  private int runs;
  private long startMillis;
  private int applications;

  /**
   * What is left to do.
   *
   * @param runs of all kinds
   * @param applications that these runs need
   */
  record Work(int runs, int applications) {}

  /** Notes the time from an application's start to the start of its first run. */
  void application(Duration wait) {
    // The driver's clock can be behind that of the runner.
    startMillis += Math.max(0, wait.toMillis());
    applications++;
  }

  /**
   * Notes the time of a run. One that never began, such as that of a pod without a node, has none.
   */
  void run(Duration wall) {
    if (wall.isZero()) {
      return;
    }
    runMillis += wall.toMillis();
    runs++;
  }

  /** Returns the time that this work takes with so many applications at once. */
  Duration left(Work work, int atOnce) {
    double ofRuns = mean(runMillis, runs) * work.runs();
    double ofStarts = mean(startMillis, applications) * work.applications();
    return Duration.ofMillis(Math.round((ofRuns + ofStarts) / atOnce));
  }

  private static double mean(long sum, int count) {
    return count == 0 ? 0 : (double) sum / count;
  }
}
