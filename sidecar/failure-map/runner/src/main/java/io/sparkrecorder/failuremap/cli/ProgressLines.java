package io.sparkrecorder.failuremap.cli;

import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.run.Progress;
import java.io.PrintWriter;
import java.time.Duration;

/** Prints one line per finished run. */
final class ProgressLines implements Progress {
  private final PrintWriter to;

  ProgressLines(PrintWriter to) {
    this.to = to;
  }

  @Override
  public void finished(Run run, int done, int total, int failed, Duration left) {
    to.printf(
        "[%d/%d] %s try %d (%s): %s in %d s; %d failed so far; about %s left%n",
        done,
        total,
        run.name(),
        run.number(),
        run.phase().id(),
        run.outcome(),
        run.wallMillis() / 1000,
        failed,
        text(left));
  }

  private static String text(Duration left) {
    return left.toSeconds() < 90 ? left.toSeconds() + " s" : left.toMinutes() + " min";
  }

  @Override
  public void says(String text) {
    to.println(text);
  }
}
