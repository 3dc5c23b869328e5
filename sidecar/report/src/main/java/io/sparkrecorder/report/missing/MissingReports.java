package io.sparkrecorder.report.missing;

import io.sparkrecorder.cli.Recordings;
import io.sparkrecorder.report.application.BucketOrigin;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Makes the reports that are missing below the prefix of a bucket, one after the other. */
public final class MissingReports {
  /** Makes one report, and uploads it with its index last. */
  public interface Maker {
    Outcome make(BucketOrigin application) throws IOException;
  }

  /** Is told about each application that needs attention, as soon as it is known. */
  public interface Listener {
    void application(String app, Outcome outcome);
  }

  private static final String HEAP = " than the heap of this process";

  private final Recordings recordings;
  private final States states;
  private final Optional<Maker> maker;
  private final Listener listener;
  private final Counts counts = new Counts();

  /**
   * Prepares a run.
   *
   * @param earliest limit of age of a manifest
   * @param recorder version of this program
   * @param maker empty for a dry run, which writes nothing
   */
  public MissingReports(
      Recordings recordings,
      Instant earliest,
      String recorder,
      Optional<Maker> maker,
      Listener listener) {
    this.recordings = recordings;
    this.states = new States(recordings, earliest, recorder);
    this.maker = maker;
    this.listener = listener;
  }

  /**
   * Goes through all applications. An application that fails does not stop the others.
   *
   * @throws S3Problem if the bucket is out of reach
   */
  public Counts run() throws IOException {
    Listed.each(recordings, this::application);
    return counts;
  }

  private void application(Listed listed) throws IOException {
    State state;
    try {
      state = states.of(listed);
    } catch (S3Problem e) {
      endIfOutOfReach();
      tell(listed.app(), new Outcome.Failed(0, Failures.message(e)));
      return;
    } catch (OutOfMemoryError e) {
      tell(listed.app(), new Outcome.Failed(0, "its manifest needs more memory" + HEAP));
      return;
    }
    switch (state) {
      case State.UpToDate _ -> counts.upToDate++;
      case State.Unfinished _ -> counts.unfinished++;
      case State.TooOld _ -> counts.tooOld++;
      case State.GivenUp(String why) -> tell(listed.app(), new Outcome.GivenUp(why));
      case State.Missing missing -> tell(listed.app(), outcome(listed.app(), missing));
    }
  }

  private void tell(String app, Outcome outcome) {
    counts.add(outcome);
    listener.application(app, outcome);
  }

  private Outcome outcome(String app, State.Missing missing) {
    if (missing.unusable().isPresent()) {
      String why = missing.unusable().get();
      return maker.isEmpty()
          ? new Outcome.Failed(missing.attempts().failed() + 1, why)
          : attempt(
              app,
              missing.attempts(),
              () -> {
                throw new IOException(why);
              });
    }
    return maker
        .map(it -> attempt(app, missing.attempts(), () -> it.make(missing.application())))
        .orElseGet(() -> new Outcome.WouldMake(missing.why()));
  }

  private interface Attempt {
    Outcome run() throws IOException;
  }

  private Outcome attempt(String app, Attempts earlier, Attempt attempt) {
    Attempts begun = earlier.begun();
    try {
      begun.write(recordings, app);
      Outcome outcome = attempt.run();
      ended(app, outcome, begun);
      return outcome;
    } catch (IOException | RuntimeException e) {
      return failed(app, begun, Failures.message(e));
    } catch (OutOfMemoryError e) {
      return failed(app, begun, "the application needs more memory" + HEAP);
    }
  }

  /**
   * An application without pods has nothing to show until its manifest changes. A report that is
   * there is told by its index, so that earlier attempts need not be forgotten.
   */
  private void ended(String app, Outcome outcome, Attempts begun) {
    if (outcome instanceof Outcome.Empty) {
      new Attempts(begun.manifest(), begun.recorder(), Attempts.MOST, "there is no pod")
          .write(recordings, app);
      return;
    }
    try {
      Attempts.none(begun.manifest(), begun.recorder()).write(recordings, app);
    } catch (S3Problem e) {
      return;
    }
  }

  private Outcome failed(String app, Attempts begun, String why) {
    endIfOutOfReach();
    try {
      begun.because(why).write(recordings, app);
    } catch (S3Problem e) {
      return new Outcome.Failed(begun.failed(), why + "; " + Failures.message(e));
    }
    return new Outcome.Failed(begun.failed(), why);
  }

  /** The other applications would fail alike, each after its retries. */
  private void endIfOutOfReach() {
    Optional<Problem> problem = recordings.s3().check();
    if (problem.isPresent()) {
      throw new S3Problem(problem.get());
    }
  }

  /** Numbers of applications. */
  public static final class Counts {
    private int made;
    private int partly;
    private int empty;
    private int wouldMake;
    private int failed;
    private int givenUp;
    private int upToDate;
    private int unfinished;
    private int tooOld;

    private void add(Outcome outcome) {
      switch (outcome) {
        case Outcome.Made(String _, int unread) when unread > 0 -> partly++;
        case Outcome.Made _ -> made++;
        case Outcome.Empty _ -> empty++;
        case Outcome.WouldMake _ -> wouldMake++;
        case Outcome.Failed _ -> failed++;
        case Outcome.GivenUp _ -> givenUp++;
      }
    }

    public int failed() {
      return failed;
    }

    /** One line for people. */
    @Override
    public String toString() {
      return ("made %d, partly readable %d, missing %d, empty %d, failed %d, given up %d;"
              + " up to date %d, unfinished %d, older %d")
          .formatted(made, partly, wouldMake, empty, failed, givenUp, upToDate, unfinished, tooOld);
    }
  }
}
