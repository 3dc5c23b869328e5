package io.sparkrecorder.report.cli;

import io.sparkrecorder.cli.Printable;
import io.sparkrecorder.cli.Recordings;
import io.sparkrecorder.report.application.BucketOrigin;
import io.sparkrecorder.report.missing.MissingReports;
import io.sparkrecorder.report.missing.Outcome;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.report.profile.ProfileBuilder;
import io.sparkrecorder.report.profile.Request;
import io.sparkrecorder.report.write.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** {@code recorder report --missing}: a line for each application that needs attention. */
final class MissingRun {
  private final Recordings recordings;
  private final Request request;
  private final PrintWriter out;
  private final PrintWriter err;

  MissingRun(Recordings recordings, Request request, PrintWriter out, PrintWriter err) {
    this.recordings = recordings;
    this.request = request;
    this.out = out;
    this.err = err;
  }

  /**
   * Makes the reports, and returns the exit code.
   *
   * @param since limit of age of a manifest
   * @param dryRun whether nothing is made
   */
  int run(Optional<Duration> since, boolean dryRun) throws IOException {
    Optional<MissingReports.Maker> maker = dryRun ? Optional.empty() : Optional.of(this::make);
    MissingReports.Counts counts =
        new MissingReports(
                recordings,
                since.map(age -> Instant.now().minus(age)).orElse(Instant.MIN),
                ReportUpload.version(),
                maker,
                this::print)
            .run();
    out.println(counts);
    out.flush();
    return counts.failed() > 0 ? Exit.PARTLY : Exit.OK;
  }

  private Outcome make(BucketOrigin origin) throws IOException {
    try (ScratchFolder scratch = new ScratchFolder();
        TerminalProgress progress = new TerminalProgress(err, TerminalProgress.isTerminal())) {
      Profile profile = new ProfileBuilder(origin, request, scratch.path(), progress).build();
      if (profile.isEmpty()) {
        return new Outcome.Empty();
      }
      ReportUpload.of(origin, profile, Optional.empty(), scratch.path());
      return new Outcome.Made(Summary.headline(profile).orElse(""), profile.unread());
    }
  }

  /** Prints the line at once: the run may take hours. */
  private void print(String app, Outcome outcome) {
    switch (outcome) {
      case Outcome.Made(String headline, int unread) when unread > 0 ->
          line(
              "partly",
              app,
              "recordings not read to their end: %d. %s".formatted(unread, headline));
      case Outcome.Made(String headline, int _) -> line("made", app, headline);
      case Outcome.Empty _ -> line("empty", app, "there is no pod");
      case Outcome.WouldMake(String why) -> line("missing", app, why);
      case Outcome.Failed(int attempt, String why) ->
          line("failed", app, attempt == 0 ? why : "attempt %d: %s".formatted(attempt, why));
      case Outcome.GivenUp(String why) ->
          line(
              "given up",
              app,
              "%s (`recorder report %s --upload` tries again)".formatted(why, app));
    }
  }

  private void line(String state, String app, String note) {
    out.println(Printable.of("%-8s  %s  %s".formatted(state, app, note).stripTrailing()));
    out.flush();
  }
}
