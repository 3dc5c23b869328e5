package io.sparkrecorder.reap;

import io.sparkrecorder.config.ReapSettings;
import io.sparkrecorder.discovery.Cluster;
import io.sparkrecorder.marker.ManifestHeader;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.store.AppFiles;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.VolumeLease;
import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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

  /** Percentage of the quota from which a run warns. */
  private static final int WARNING = 90;

  private final ReapSettings settings;
  private final String holder;
  private final boolean dryRun;
  private final Clock clock;
  private final ObjectStore s3;
  private final Liveness liveness;
  private final Inspection inspection;
  private final Finisher finisher;
  private final Retention retention;
  private final Notices notices;

  /** Applications with their last manifest that are on the volume. */
  private final List<Finished> finished = new ArrayList<>();

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
    this.retention = new Retention(settings, s3, inspection);
    this.clock = clock;
    this.notices = new Notices(cluster, settings.namespace(), clock);
  }

  /** Takes the result of each application as soon as it is known. */
  public interface Listener {
    void result(String app, Outcome outcome);

    /** The shared volume is nearly full, or more than that. */
    void filled(long bytes, long quota);
  }

  /** An application and the time of its last manifest. */
  private record Finished(String app, Instant written) {}

  /** A step of the work on one application. */
  private interface Work {
    Outcome on(String app) throws IOException, InterruptedException;
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
      told(app, this::one, listener);
    }
    if (settings.quota().isPresent()) {
      makeRoom(settings.quota().get(), listener);
    }
  }

  private Outcome told(String app, Work work, Listener listener) throws InterruptedException {
    Outcome outcome = guarded(app, work);
    listener.result(app, outcome);
    if (outcome instanceof Outcome.Failed) {
      checkBucket();
    }
    return outcome;
  }

  /** Removes the oldest finished applications until the rest fits. */
  private void makeRoom(long quota, Listener listener) throws InterruptedException {
    long used;
    try {
      used = used();
    } catch (IOException e) {
      LOG.warn("the size of the store is unknown, so the quota removes nothing: {}", e.toString());
      return;
    }
    if (used > quota / 100 * WARNING) {
      listener.filled(used, quota);
    }
    finished.sort(Comparator.comparing(Finished::written));
    for (Finished next : finished) {
      if (used <= quota) {
        return;
      }
      used -=
          switch (told(
              next.app(), app -> removed(app, "the quota (RECORDER_REAP_QUOTA)"), listener)) {
            case Outcome.Removed(_, long bytes, _) -> bytes;
            case Outcome.WouldRemove(_, long bytes, _) -> bytes;
            default -> 0;
          };
    }
  }

  private long used() throws IOException {
    long[] sum = {0};
    for (String app : AppFolder.apps(settings.store())) {
      new AppFiles(AppFolder.of(settings.store(), app)).recordings((_, bytes) -> sum[0] += bytes);
    }
    return sum[0];
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

  private Outcome guarded(String app, Work work) throws InterruptedException {
    try {
      return work.on(app);
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
      case Inspection.State.Empty _ -> new Outcome.Settled();
      case Inspection.State.Last(ManifestHeader header) -> last(app, header);
      case Inspection.State.Open(String why) ->
          switch (liveness.of(app, store)) {
            case Liveness.Life.Alive(String sign) -> new Outcome.Live(sign);
            case Liveness.Life.Over over ->
                dryRun ? new Outcome.WouldFinish(why) : leased(app, store, over);
          };
    };
  }

  private Outcome last(String app, ManifestHeader header) throws IOException, InterruptedException {
    Duration age = Duration.between(header.written(), clock.instant());
    if (settings.keep().filter(keep -> age.compareTo(keep) >= 0).isPresent()) {
      return removed(app, "its manifest is %d h old (RECORDER_REAP_KEEP)".formatted(age.toHours()));
    }
    finished.add(new Finished(app, header.written()));
    return new Outcome.Settled();
  }

  /** Removes an application from the shared volume, if S3 has each file and no pod lives. */
  private Outcome removed(String app, String rule) throws IOException, InterruptedException {
    AppFolder store = AppFolder.of(settings.store(), app).forReaper();
    if (liveness.of(app, store) instanceof Liveness.Life.Alive(String sign)) {
      return new Outcome.Live(sign);
    }
    if (dryRun) {
      return switch (retention.verify(app, store)) {
        case Retention.Verdict.Kept(String why) -> new Outcome.Kept(why);
        case Retention.Verdict.Removable(Retention.Stored stored) ->
            new Outcome.WouldRemove(stored.files(), stored.bytes(), rule);
      };
    }
    return switch (Lease.take(new VolumeLease(store), holder, settings.lease())) {
      case Lease.Taken.Others(String other) -> new Outcome.Held(other);
      case Lease.Taken.Mine(Lease lease) -> removed(app, store, rule, lease);
    };
  }

  private Outcome removed(String app, AppFolder store, String rule, Lease lease)
      throws IOException {
    Retention.Stored stored;
    try (lease) {
      switch (retention.verify(app, store)) {
        case Retention.Verdict.Kept(String why) -> {
          return new Outcome.Kept(why);
        }
        case Retention.Verdict.Removable(Retention.Stored found) -> stored = found;
      }
      if (!lease.check()) {
        return new Outcome.Failed("another reaper took over");
      }
      new AppFiles(store).removeRecordings();
    }
    new AppFiles(store).removeRest();
    return new Outcome.Removed(stored.files(), stored.bytes(), rule);
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
