package io.sparkrecorder.reap;

import io.sparkrecorder.config.ReapSettings;
import io.sparkrecorder.discovery.Cluster;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.VolumeLease;
import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes one application after the other. An error of one application does not affect the others;
 * only the names of all applications are in memory.
 */
public final class Reaper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);

  private static final int ATTEMPTS = 4;

  private final ReapSettings settings;
  private final String holder;
  private final boolean dryRun;
  private final ObjectStore s3;
  private final Liveness liveness;
  private final Inspection inspection;
  private final Finisher finisher;
  private final Notices notices;

  /**
   * Prepares a run without a request.
   *
   * @param holder name of this process, which no other process has
   * @param local folder on a local disk
   * @param dryRun whether nothing is changed
   */
  public Reaper(
      ReapSettings settings,
      Optional<Cluster> cluster,
      String holder,
      Path local,
      boolean dryRun,
      Clock clock) {
    this.settings = settings;
    this.holder = holder;
    this.dryRun = dryRun;
    List<Path> scratch = List.of(local);
    this.s3 = ObjectStore.open(settings.s3());
    this.liveness = new Liveness(cluster, settings.namespace(), settings.idle(), clock);
    this.inspection = new Inspection(s3, settings.s3(), scratch);
    this.finisher = new Finisher(settings, s3, inspection, scratch, clock);
    this.notices = new Notices(cluster, settings.namespace(), clock);
  }

  /** Takes the result of each application as soon as it is known. */
  public interface Listener {
    void result(String app, Outcome outcome);
  }

  /**
   * The names of all applications. Throws {@link S3Problem}.
   *
   * @throws IOException if the store cannot be read
   */
  public List<String> applications() throws IOException, InterruptedException {
    checkBucket();
    return AppFolder.apps(settings.store());
  }

  /**
   * Works on these applications.
   *
   * @throws S3Problem if S3 is not there any more
   */
  public void run(List<String> apps, Listener listener) throws InterruptedException {
    for (String app : apps) {
      Outcome outcome = guarded(app);
      listener.result(app, outcome);
      if (outcome instanceof Outcome.Failed) {
        checkBucket();
      }
    }
  }

  /** Throws {@link S3Problem} if S3 stays unusable for some attempts. */
  private void checkBucket() throws InterruptedException {
    Optional<Problem> problem = s3.check();
    for (int attempt = 1; attempt < ATTEMPTS && problem.isPresent(); attempt++) {
      if (problem.get().isFinal()) {
        break;
      }
      TimeUnit.SECONDS.sleep(attempt);
      problem = s3.check();
    }
    if (problem.isPresent()) {
      throw new S3Problem(problem.get());
    }
  }

  private Outcome guarded(String app) throws InterruptedException {
    try {
      return one(app);
    } catch (S3Problem e) {
      return new Outcome.Failed(e.problem().message());
    } catch (IOException | RuntimeException | Error e) {
      LOG.debug("{} cannot be finished", app, e);
      return new Outcome.Failed(Failures.message(e));
    }
  }

  private Outcome one(String app) throws IOException, InterruptedException {
    AppFolder store = AppFolder.of(settings.store(), app).forReaper();
    return switch (inspection.of(app, store)) {
      case Inspection.State.Empty _, Inspection.State.Last _ -> new Outcome.Settled();
      case Inspection.State.Open(String why) ->
          switch (liveness.of(app, store)) {
            case Liveness.Life.Alive(String sign) -> new Outcome.Live(sign);
            case Liveness.Life.Over over ->
                dryRun ? new Outcome.WouldFinish(why) : leased(app, store, over);
          };
    };
  }

  private Outcome leased(String app, AppFolder store, Liveness.Life.Over over)
      throws IOException, InterruptedException {
    switch (Lease.take(new VolumeLease(store), holder, settings.lease())) {
      case Lease.Taken.Others(String other) -> {
        return new Outcome.Held(other);
      }
      case Lease.Taken.Mine(Lease lease) -> {
        try (lease) {
          // Another reaper, or a driver, may have finished it before the lease was taken.
          if (!(inspection.of(app, store) instanceof Inspection.State.Open)) {
            return new Outcome.Settled();
          }
          Outcome outcome = finisher.finish(app, store, over, lease);
          notices.tell(app, over.pods(), outcome);
          return outcome;
        }
      }
    }
  }

  @Override
  public void close() {
    notices.close();
    s3.close();
  }
}
