package io.sparkrecorder.record;

import io.sparkrecorder.format.Format;
import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.spool.SpoolFile;
import io.sparkrecorder.store.Incoming;
import io.sparkrecorder.store.PodStore;
import io.sparkrecorder.store.Slice;
import io.sparkrecorder.text.Failures;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves files that are taken as a whole. Small ones are copied concurrently, because each waits for
 * the disk.
 */
final class PlainFiles {
  private static final Logger LOG = LoggerFactory.getLogger(PlainFiles.class);
  private static final int TOGETHER = 64;

  /** The number of concurrent copies: each waits for the disk. */
  private static final int AT_ONCE = 8;

  private static final long SMALL = 4L << 20;

  private final Spool spool;
  private final PodStore store;
  private final CrashLogs crashLogs;

  PlainFiles(Spool spool, PodStore store, CrashLogs crashLogs) {
    this.crashLogs = crashLogs;
    this.spool = spool;
    this.store = store;
  }

  /** The fate of a file that is partly in the store at the deadline. */
  private enum Half {
    KEPT,
    DROPPED
  }

  /**
   * Moves files that have no writer any more, and unlinks each that is safely in the store.
   *
   * @param files smallest first
   * @param end how their JVM ended
   * @return files that did not reach the store whole
   */
  List<NotMoved> take(List<PlainFile> files, JvmEnd end, Deadline deadline) {
    return take(files, new Moving(end, deadline, Half.KEPT));
  }

  /**
   * Does the same as {@link #take} for files that are final although their JVM runs. A file that
   * misses the deadline is left for later.
   */
  void takeInTime(List<PlainFile> files, Deadline deadline) {
    take(files, new Moving(new JvmEnd.Unknown(), deadline, Half.DROPPED));
  }

  private record Moving(JvmEnd end, Deadline deadline, Half half) {}

  private List<NotMoved> take(List<PlainFile> files, Moving moving) {
    List<NotMoved> left = new ArrayList<>();
    if (files.isEmpty()) {
      return left;
    }
    List<PlainFile> batch = new ArrayList<>();
    // Platform threads: writes to a hanging store would pin the carriers of virtual threads, and
    // with them every request to S3.
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().daemon().name("file-", 0).factory())) {
      for (PlainFile file : files) {
        batch.add(file);
        if (batch.size() == TOGETHER || file.file().bytes() > SMALL) {
          left.addAll(takeBatch(batch, threads, moving));
          batch.clear();
        }
      }
      left.addAll(takeBatch(batch, threads, moving));
    }
    return left;
  }

  private List<NotMoved> takeBatch(List<PlainFile> batch, ExecutorService threads, Moving moving) {
    List<NotMoved> left = new ArrayList<>();
    Map<SpoolSource, Future<PodStore.Staged>> arrivals = new LinkedHashMap<>();
    List<SpoolSource> moved = new ArrayList<>();
    for (PlainFile file : batch) {
      SpoolSource source = source(file, moving);
      if (file.mayStay() && !source.stays() && store.holds(source.identity())) {
        switch (compared(source, file, moving.deadline())) {
          case Compared.Same() -> moved.add(source);
          case Compared.Unknown(String why) -> left.add(new NotMoved(file.file(), why));
          case Compared.Changed() -> {
            SpoolSource again = source.again();
            arrivals.put(again, threads.submit(arrival(again, file.notQuiet(), moving)));
          }
        }
      } else if (store.holds(source.identity())) {
        moved.add(source);
      } else if (moving.deadline().passed()) {
        left.add(new NotMoved(file.file(), "out of time"));
      } else {
        arrivals.put(source, threads.submit(arrival(source, file, moving)));
      }
    }
    List<PodStore.Staged> staged = new ArrayList<>();
    List<SpoolSource> whole = new ArrayList<>();
    arrivals.forEach(
        (source, arrival) -> {
          SpoolFile file = source.file();
          switch (result(arrival)) {
            case Arrival.Here(PodStore.Staged here) when here.missing() == 0 -> {
              staged.add(here);
              whole.add(source);
            }
            case Arrival.Here(PodStore.Staged here) -> {
              left.add(new NotMoved(file, "%d bytes cut off".formatted(here.missing())));
              if (moving.half() == Half.KEPT) {
                staged.add(here);
              } else {
                drop(here);
              }
            }
            case Arrival.Failed(String why) -> left.add(new NotMoved(file, why));
          }
        });
    try {
      store.place(staged);
      moved.addAll(whole);
    } catch (IOException e) {
      staged.forEach(this::drop);
      whole.forEach(source -> left.add(new NotMoved(source.file(), reason(e))));
    }
    moved.forEach(this::unlink);
    return left;
  }

  /** A file that was only quiet stays as long as the JVM runs: its writer may have it open. */
  private SpoolSource source(PlainFile file, Moving moving) {
    SpoolSource source = new SpoolSource(spool, file.file());
    boolean stays = file.proof() instanceof Proof.Quiet && moving.half() == Half.DROPPED;
    return stays ? source.staying() : source;
  }

  /** The content of a file beside that of its copy. */
  private sealed interface Compared {
    record Same() implements Compared {}

    /** The file was written through a mapping into memory, which changes no time of the file. */
    record Changed() implements Compared {}

    record Unknown(String why) implements Compared {}
  }

  private Compared compared(SpoolSource source, PlainFile file, Deadline deadline) {
    if (store.holds(source.again().identity())) {
      return new Compared.Same();
    }
    try {
      if (store.hasContentOf(source.identity(), slices(source, file), deadline)) {
        return new Compared.Same();
      }
      if (deadline.passed()) {
        return new Compared.Unknown("out of time to compare it with its copy");
      }
      store.outdated(source.identity());
      return new Compared.Changed();
    } catch (IOException e) {
      return new Compared.Unknown(reason(e));
    }
  }

  private void unlink(SpoolSource source) {
    if (!source.remove()) {
      try {
        if (source.stays()) {
          store.outdated(source.identity());
        } else {
          store.changed(source.identity());
        }
      } catch (IOException e) {
        LOG.warn("{} changed while it was moved: {}", source.file().name(), reason(e));
      }
    }
  }

  private void drop(PodStore.Staged staged) {
    try {
      store.drop(staged);
    } catch (IOException e) {
      LOG.debug("a half file stays until the next start", e);
    }
  }

  private Callable<PodStore.Staged> arrival(SpoolSource source, PlainFile file, Moving moving) {
    PlainFile.Judgement judged = file.judge(moving.end());
    Incoming incoming =
        new Incoming(
            file.file().name(),
            source.identity(),
            file.format().text(),
            judged.state(),
            note(judged, file),
            judged.killed());
    return () -> store.stage(incoming, slices(source, file), moving.deadline());
  }

  private Optional<String> note(PlainFile.Judgement judged, PlainFile file) {
    if (file.format() != Format.HS_ERR || crashLogs.masked().isEmpty()) {
      return judged.note();
    }
    return Optional.of(judged.note().map(note -> note + "; ").orElse("") + crashLogs.masked());
  }

  private List<Slice> slices(SpoolSource source, PlainFile file) throws IOException {
    long size = file.file().bytes();
    return file.format() == Format.HS_ERR
        ? crashLogs.slices(source, size)
        : List.of(Slice.of(source, 0, size));
  }

  private static Arrival result(Future<PodStore.Staged> arrival) {
    try {
      return new Arrival.Here(arrival.get());
    } catch (ExecutionException e) {
      return new Arrival.Failed(reason(Failures.cause(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Arrival.Failed("interrupted");
    }
  }

  static String reason(Throwable failure) {
    String message = failure.getMessage();
    return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }

  private sealed interface Arrival {
    record Here(PodStore.Staged staged) implements Arrival {}

    record Failed(String why) implements Arrival {}
  }
}
