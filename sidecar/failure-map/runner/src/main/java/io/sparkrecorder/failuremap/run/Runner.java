package io.sparkrecorder.failuremap.run;

import io.sparkrecorder.failuremap.experiment.Attempt;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.experiment.Plan;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.results.ResultsFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs an experiment to its end: the screen with one application per pod shape, then the boundaries
 * with one application per try. All state is in the results folder.
 */
public final class Runner {
  private static final int MOST_FAILED_STARTS = 2;

  private final Experiment experiment;
  private final Plan plan;
  private final Applications applications;
  private final ResultsFolder results;
  private final Progress progress;
  private final long started = System.nanoTime();
  private final List<Run> runs;
  private int finishedHere;
  private int failedStarts;

  public Runner(
      Experiment experiment, Applications applications, ResultsFolder results, Progress progress)
      throws IOException {
    this.experiment = experiment;
    this.plan = new Plan(experiment);
    this.applications = applications;
    this.results = results;
    this.progress = progress;
    this.runs = new ArrayList<>(results.runs().runs());
  }

  /**
   * Makes all tries that are missing.
   *
   * @return whether cells are left that the machine failed too often
   */
  public boolean run() throws IOException, InterruptedException {
    if (!runs.isEmpty()) {
      progress.says("goes on: %d runs are finished".formatted(runs.size()));
    }
    for (Shape shape : experiment.shapes()) {
      screen(shape);
    }
    boundaries();
    return !plan.gaps(runs).isEmpty();
  }

  private void screen(Shape shape) throws IOException, InterruptedException {
    List<Attempt> attempts = plan.screen(shape, runs);
    while (!attempts.isEmpty()) {
      application(shape, attempts);
      attempts = plan.screen(shape, runs);
    }
  }

  private void boundaries() throws IOException, InterruptedException {
    List<Attempt> attempts = plan.boundary(runs);
    while (!attempts.isEmpty()) {
      Attempt next = attempts.getFirst();
      application(next.cell().shape(), List.of(next));
      attempts = plan.boundary(runs);
    }
  }

  private void application(Shape shape, List<Attempt> attempts)
      throws IOException, InterruptedException {
    int before = runs.size();
    try (Applications.Application application = applications.start(shape, attempts)) {
      new ApplicationRun(application, experiment, applications.platform())
          .follow(attempts, this::store);
      failedStarts = runs.size() == before ? failedStarts + 1 : 0;
      if (failedStarts >= MOST_FAILED_STARTS) {
        throw new RunProblem(
            "%d applications ended before a cell started: see the files stdout and stderr in %s"
                .formatted(failedStarts, application.place()));
      }
    }
  }

  private void store(Run run) throws IOException {
    results.add(run);
    runs.add(run);
    finishedHere++;
    int left = left();
    long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
    progress.finished(
        run,
        runs.size(),
        runs.size() + left,
        (int) runs.stream().filter(one -> one.outcome().failed()).count(),
        Duration.ofMillis(millis / finishedHere * left));
  }

  private int left() {
    int screen =
        experiment.shapes().stream().mapToInt(shape -> plan.screen(shape, runs).size()).sum();
    return screen > 0 ? screen + plan.boundaryTries() : plan.boundaryLeft(runs);
  }
}
