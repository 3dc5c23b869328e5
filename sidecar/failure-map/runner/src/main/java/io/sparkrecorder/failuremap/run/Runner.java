package io.sparkrecorder.failuremap.run;

import io.sparkrecorder.failuremap.experiment.Attempt;
import io.sparkrecorder.failuremap.experiment.Batch;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.experiment.Plan;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.results.RunStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Runs an experiment to its end: the screen with one application per pod shape, then the boundaries
 * with one application per try. The next application starts as soon as one ends, while its runs are
 * still being read. All state is in the results.
 */
public final class Runner {
  private static final int MOST_FAILED_STARTS = 2;

  private final Experiment experiment;
  private final Plan plan;
  private final Applications applications;
  private final RunStore results;
  private final Progress progress;

  // Guarded by this; each change of it wakes the thread that starts applications.
  private final List<Run> runs;
  private final Set<Attempt> underWay = new HashSet<>();
  private final Pace pace = new Pace();
  private int alive;
  private int failedStarts;
  private @Nullable Exception failure;

  public Runner(
      Experiment experiment, Applications applications, RunStore results, Progress progress)
      throws IOException {
    this.experiment = experiment;
    this.plan = new Plan(experiment);
    this.applications = applications;
    this.results = results;
    this.progress = progress;
    this.runs = new ArrayList<>(results.runs().runs());
    runs.forEach(run -> pace.run(Duration.ofMillis(run.wallMillis())));
  }

  /**
   * Makes all tries that are missing.
   *
   * @return the names of cells that still need a run, and that the machine failed too often
   */
  public List<String> run() throws IOException, InterruptedException {
    if (!runs.isEmpty()) {
      progress.says("goes on: %d runs are finished".formatted(runs.size()));
    }
    applications.adopt(plan.next(runs, List.of()));
    ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    boolean complete = false;
    try {
      Optional<Batch> next = claim();
      while (next.isPresent()) {
        Batch batch = next.get();
        workers.execute(() -> work(batch));
        next = claim();
      }
      complete = !hasFailed();
    } finally {
      // A worker that has stored its last run still deletes its application.
      if (!complete) {
        workers.shutdownNow();
      }
      workers.close();
    }
    rethrow();
    synchronized (this) {
      return plan.gaps(runs).stream().map(cell -> cell.name()).toList();
    }
  }

  /** Waits for a free place and a batch for it; empty when nothing is left or a worker failed. */
  private synchronized Optional<Batch> claim() throws InterruptedException {
    while (failure == null) {
      List<Batch> next = plan.next(runs, underWay);
      if (!next.isEmpty() && alive < applications.atOnce()) {
        underWay.addAll(next.getFirst().attempts());
        alive++;
        return Optional.of(next.getFirst());
      }
      if (next.isEmpty() && underWay.isEmpty()) {
        return Optional.empty();
      }
      wait();
    }
    return Optional.empty();
  }

  private void work(Batch batch) {
    Place place = new Place();
    try {
      application(batch, place);
    } catch (IOException | RuntimeException | InterruptedException e) {
      fail(e);
    } finally {
      place.leave();
      done(batch);
    }
  }

  /** The application's place among those that may be there at the same time. */
  private final class Place {
    private boolean taken = true;

    void leave() {
      synchronized (Runner.this) {
        if (taken) {
          taken = false;
          alive--;
          Runner.this.notifyAll();
        }
      }
    }
  }

  private void application(Batch batch, Place place) throws IOException, InterruptedException {
    boolean[] any = {false};
    Instant began = Instant.now();
    try (Applications.Application application =
        applications.start(batch.shape(), batch.attempts())) {
      new ApplicationRun(application, experiment, applications.platform(), place::leave)
          .follow(
              batch.attempts(),
              run -> {
                if (!any[0]) {
                  startedAfter(Duration.between(began, run.started()));
                }
                any[0] = true;
                store(run);
              });
      started(any[0], application);
    }
  }

  private synchronized void started(boolean any, Applications.Application application) {
    failedStarts = any ? 0 : failedStarts + 1;
    if (failedStarts >= MOST_FAILED_STARTS) {
      throw new RunProblem(
          "%d applications ended before a cell started: %s"
              .formatted(failedStarts, application.place()));
    }
  }

  private synchronized void startedAfter(Duration wait) {
    pace.application(wait);
  }

  private synchronized void store(Run run) throws IOException {
    results.add(run);
    runs.add(run);
    underWay.removeIf(
        attempt -> attempt.cell().equals(run.cell()) && attempt.number() == run.number());
    pace.run(Duration.ofMillis(run.wallMillis()));
    Pace.Work left = left();
    progress.finished(
        run,
        runs.size(),
        runs.size() + left.runs(),
        (int) runs.stream().filter(one -> one.outcome().failed()).count(),
        pace.left(left, applications.atOnce()));
    notifyAll();
  }

  private synchronized void done(Batch batch) {
    underWay.removeAll(Set.copyOf(batch.attempts()));
    notifyAll();
  }

  private synchronized boolean hasFailed() {
    return failure != null;
  }

  private synchronized void fail(Exception problem) {
    if (failure == null) {
      failure = problem;
    }
    notifyAll();
  }

  private synchronized void rethrow() throws IOException, InterruptedException {
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  private Pace.Work left() {
    List<Integer> screens =
        experiment.shapes().stream()
            .map(shape -> plan.screen(shape, runs).size())
            .filter(cells -> cells > 0)
            .toList();
    int screen = screens.stream().mapToInt(Integer::intValue).sum();
    int tries = screen > 0 ? plan.boundaryTries() : plan.boundaryLeft(runs);
    return new Pace.Work(screen + tries, screens.size() + tries);
  }
}
