package io.sparkrecorder.record;

import io.sparkrecorder.format.Ending;
import io.sparkrecorder.format.Endings;
import io.sparkrecorder.format.Format;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.spool.Spool;
import io.sparkrecorder.spool.SpoolFile;
import io.sparkrecorder.store.Incoming;
import io.sparkrecorder.store.PodStore;
import io.sparkrecorder.store.Slice;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
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

/** Moves files that are taken as a whole. Many small ones wait for the disk together. */
final class OtherFiles {
  private static final Logger LOG = LoggerFactory.getLogger(OtherFiles.class);
  private static final int TOGETHER = 64;
  private static final long SMALL = 4L << 20;

  private final PodStore store;

  OtherFiles(PodStore store) {
    this.store = store;
  }

  /** What becomes of a file that is half in the store when the time is over. */
  private enum Half {
    KEPT,
    DROPPED
  }

  /**
   * Moves files that nobody writes any more, and unlinks each that is safely in the store.
   *
   * @param files smallest first
   * @return those that did not get there whole
   */
  List<NotMoved> take(List<SpoolFile> files, Deadline deadline) {
    return take(files, deadline, Half.KEPT);
  }

  /** As {@link #take}, but what does not get there in time is left for later. */
  List<NotMoved> takeInTime(List<SpoolFile> files, Deadline deadline) {
    return take(files, deadline, Half.DROPPED);
  }

  private List<NotMoved> take(List<SpoolFile> files, Deadline deadline, Half half) {
    List<NotMoved> left = new ArrayList<>();
    if (files.isEmpty()) {
      return left;
    }
    List<SpoolFile> batch = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (SpoolFile file : files) {
        batch.add(file);
        if (batch.size() == TOGETHER || file.bytes() > SMALL) {
          left.addAll(takeBatch(batch, threads, deadline, half));
          batch.clear();
        }
      }
      left.addAll(takeBatch(batch, threads, deadline, half));
    }
    return left;
  }

  private List<NotMoved> takeBatch(
      List<SpoolFile> batch, ExecutorService threads, Deadline deadline, Half half) {
    List<NotMoved> left = new ArrayList<>();
    Map<SpoolFile, Future<PodStore.Staged>> arrivals = new LinkedHashMap<>();
    List<SpoolFile> moved = new ArrayList<>();
    for (SpoolFile file : batch) {
      if (store.holds(file.identity())) {
        moved.add(file);
      } else if (deadline.passed()) {
        left.add(new NotMoved(file, "out of time"));
      } else {
        arrivals.put(file, threads.submit(arrival(file, deadline)));
      }
    }
    List<PodStore.Staged> staged = new ArrayList<>();
    List<SpoolFile> whole = new ArrayList<>();
    arrivals.forEach(
        (file, arrival) -> {
          switch (result(arrival)) {
            case Arrival.Here(PodStore.Staged here) when here.missing() == 0 -> {
              staged.add(here);
              whole.add(file);
            }
            case Arrival.Here(PodStore.Staged here) -> {
              left.add(new NotMoved(file, "%d bytes cut off".formatted(here.missing())));
              if (half == Half.KEPT) {
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
      whole.forEach(file -> left.add(new NotMoved(file, reason(e))));
    }
    moved.forEach(this::unlink);
    return left;
  }

  private void unlink(SpoolFile file) {
    if (!Spool.remove(file)) {
      store.outdated(file.name());
    }
  }

  private void drop(PodStore.Staged staged) {
    try {
      store.drop(staged);
    } catch (IOException e) {
      LOG.debug("a half file stays until the next start", e);
    }
  }

  private Callable<PodStore.Staged> arrival(SpoolFile file, Deadline deadline) {
    return () -> {
      Judged judged = judge(file);
      Incoming incoming =
          new Incoming(
              file.name(), file.identity(), judged.format().text(), judged.state(), judged.note());
      return store.stage(incoming, List.of(Slice.of(file.path(), 0, file.bytes())), deadline);
    };
  }

  private static Judged judge(SpoolFile file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      Format format = Format.of(file.name(), channel);
      return switch (Endings.of(format, channel)) {
        case Ending.Whole _, Ending.Unchecked _ ->
            new Judged(format, FileState.WHOLE, Optional.empty());
        case Ending.Torn(String why) -> new Judged(format, FileState.TORN, Optional.of(why));
      };
    }
  }

  private static Arrival result(Future<PodStore.Staged> arrival) {
    try {
      return new Arrival.Here(arrival.get());
    } catch (ExecutionException e) {
      return new Arrival.Failed(reason(e.getCause()));
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

  private record Judged(Format format, FileState state, Optional<String> note) {}
}
