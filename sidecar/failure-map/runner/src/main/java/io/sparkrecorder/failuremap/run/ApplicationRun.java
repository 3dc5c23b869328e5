package io.sparkrecorder.failuremap.run;

import io.sparkrecorder.failuremap.experiment.Attempt;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.model.ExecutorRun;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.Where;
import io.sparkrecorder.failuremap.outcome.ApplicationLog;
import io.sparkrecorder.failuremap.outcome.DriverEnd;
import io.sparkrecorder.failuremap.outcome.Finding;
import io.sparkrecorder.failuremap.outcome.JournalEnd;
import io.sparkrecorder.failuremap.outcome.Platform;
import io.sparkrecorder.failuremap.outcome.RunReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Follows one application, and makes a run of each try that it ended. */
final class ApplicationRun {
  private static final Duration POLL = Duration.ofMillis(200);

  /** The job cancels a late run itself; a driver that cannot is ended after this time. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  /** Spark writes the event log a moment after the driver knows. */
  private static final Duration LOG_DELAY = Duration.ofSeconds(20);

  private static final String DRIVER = "driver";

  private final Applications.Application application;
  private final Experiment experiment;
  private final Platform platform;
  private final Runnable ended;

  /** The end of an application that this class ended. */
  private @Nullable DriverEnd late;

  /**
   * Prepares to follow an application.
   *
   * @param ended called as soon as the application is not alive, while its runs are still read
   */
  ApplicationRun(
      Applications.Application application,
      Experiment experiment,
      Platform platform,
      Runnable ended) {
    this.application = application;
    this.experiment = experiment;
    this.platform = platform;
    this.ended = ended;
  }

  /** Takes a run as soon as it is complete. */
  @FunctionalInterface
  interface Sink {
    void add(Run run) throws IOException;
  }

  /**
   * Follows the tries in their order; tries that never started, or that this runner interrupts,
   * give no run.
   */
  void follow(List<Attempt> attempts, Sink sink) throws IOException, InterruptedException {
    Instant began = Instant.now();
    if (!application.logIsLive()) {
      awaitEnd(attempts);
      ended.run();
    }
    for (int at = 0; at < attempts.size(); at++) {
      Optional<Run> run = follow(attempts.get(at));
      if (run.isEmpty()) {
        if (at == 0) {
          hindered(attempts, began, sink);
        }
        return;
      }
      sink.add(run.get());
    }
    awaitEnd();
  }

  /** Makes a run of each try of an application that the cluster did not give its pods. */
  private void hindered(List<Attempt> attempts, Instant began, Sink sink) throws IOException {
    Optional<String> obstacle = application.obstacle();
    if (obstacle.isEmpty() || application.interrupted()) {
      return;
    }
    Finding finding = new Finding(Outcome.INFRASTRUCTURE, Where.NONE, obstacle.get());
    JournalEnd end = new JournalEnd(0, 0, false, "", "", 0, false);
    ApplicationLog log = application.log();
    for (Attempt attempt : attempts) {
      long from = began.toEpochMilli();
      sink.add(run(attempt, List.of(), log, from, System.currentTimeMillis(), end, finding));
    }
  }

  /** Waits for the application's end, or ends it when its present try is stuck. */
  private void awaitEnd(List<Attempt> attempts) throws IOException, InterruptedException {
    while (application.alive()) {
      List<JournalLine> lines = JournalLine.among(application.output());
      boolean stuck =
          attempts.stream()
              .filter(attempt -> line(lines, "end", attempt).isEmpty())
              .flatMap(attempt -> line(lines, "start", attempt).stream())
              .anyMatch(this::isStuck);
      if (stuck) {
        late = application.end(true);
        application.kill();
        return;
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /** Lets the driver close the event log and the executors dump their recordings. */
  private void awaitEnd() throws InterruptedException {
    long give = System.nanoTime() + GRACE.toNanos();
    while (application.alive() && System.nanoTime() < give) {
      Thread.sleep(POLL.toMillis());
    }
  }

  private Optional<Run> follow(Attempt attempt) throws IOException, InterruptedException {
    while (true) {
      // Asked before the output is read, so that the output is complete if it is not alive.
      boolean alive = application.alive();
      List<JournalLine> lines = JournalLine.among(application.output());
      Optional<JournalLine> start = line(lines, "start", attempt);
      Optional<JournalLine> end = line(lines, "end", attempt);
      Optional<JournalLine> ready = line(lines, "ready", attempt);
      if (end.isPresent() && start.isPresent() && (ready.isPresent() || !alive)) {
        long until = ready.map(JournalLine::millis).orElseGet(System::currentTimeMillis);
        return Optional.of(ended(attempt, lines, start.get(), end.get(), until));
      }
      if (!alive) {
        return start.isPresent() && !application.interrupted()
            ? Optional.of(
                notEnded(attempt, lines, start.get(), late == null ? application.end(false) : late))
            : Optional.empty();
      }
      if (start.isPresent() && isStuck(start.get())) {
        DriverEnd late = application.end(true);
        application.kill();
        return Optional.of(notEnded(attempt, lines, start.get(), late));
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private boolean isStuck(JournalLine start) {
    long most = experiment.timeout().plus(GRACE).plus(GRACE).toMillis();
    return System.currentTimeMillis() - start.millis() > most;
  }

  private static Optional<JournalLine> line(
      List<JournalLine> lines, String event, Attempt attempt) {
    return lines.stream()
        .filter(line -> line.is(event, attempt.cell().name(), attempt.number()))
        .findFirst();
  }

  private Run ended(
      Attempt attempt, List<JournalLine> lines, JournalLine start, JournalLine end, long until)
      throws IOException, InterruptedException {
    JournalEnd told = end.end();
    ApplicationLog log = completeLog(RunReader.name(attempt.cell().name(), attempt.number()));
    Finding finding = reader(log, attempt).ended(told, start.millis(), until);
    return run(attempt, lines, log, start.millis(), until, told, finding);
  }

  private Run notEnded(
      Attempt attempt, List<JournalLine> lines, JournalLine start, DriverEnd driver)
      throws IOException {
    long now = System.currentTimeMillis();
    ApplicationLog log = application.log();
    JournalEnd end = new JournalEnd(now, now - start.millis(), driver.late(), "", "", 0, false);
    Finding finding = reader(log, attempt).notEnded(driver);
    return run(attempt, lines, log, start.millis(), now, end, finding);
  }

  private ApplicationLog completeLog(String run) throws IOException, InterruptedException {
    long give = System.nanoTime() + LOG_DELAY.toNanos();
    ApplicationLog log = application.log();
    while (!log.ended(run) && application.alive() && System.nanoTime() < give) {
      Thread.sleep(POLL.toMillis());
      log = application.log();
    }
    return log;
  }

  private RunReader reader(ApplicationLog log, Attempt attempt) {
    String run = RunReader.name(attempt.cell().name(), attempt.number());
    return new RunReader(log, attempt.cell(), run, platform, application.pods());
  }

  private Run run(
      Attempt attempt,
      List<JournalLine> lines,
      ApplicationLog log,
      long started,
      long until,
      JournalEnd end,
      Finding finding) {
    Optional<JournalLine> versions =
        lines.stream().filter(line -> line.event().equals("application")).findFirst();
    RunReader reader = reader(log, attempt);
    return new Run(
        attempt.cell(),
        attempt.cell().name(),
        attempt.number(),
        attempt.phase(),
        experiment.maxFailures(),
        experiment.seed(),
        versions.map(line -> line.text("spark")).orElse(""),
        versions.map(line -> line.text("java")).orElse(""),
        versions.map(line -> line.text("id")).orElse(""),
        Instant.ofEpochMilli(started),
        end.wallMillis(),
        finding.outcome(),
        finding.where(),
        finding.evidence(),
        end.plan(),
        end.rows(),
        end.right(),
        executors(reader, started, until, finding),
        reader.tasks());
  }

  /** The driver stands among the executors of a run that failed in it, with its recordings. */
  private List<ExecutorRun> executors(RunReader reader, long started, long until, Finding finding) {
    RunReader.Recordings recordings = application.recordings();
    List<ExecutorRun> executors = new ArrayList<>(reader.executors(started, until, recordings));
    if (finding.where() == Where.DRIVER && !recordings.of(DRIVER, false).isEmpty()) {
      executors.add(
          new ExecutorRun(
              DRIVER,
              Optional.empty(),
              Optional.empty(),
              OptionalInt.empty(),
              "",
              0,
              0,
              0,
              0,
              recordings.of(DRIVER, false),
              recordings.command(DRIVER)));
    }
    return executors;
  }
}
