package io.sparkrecorder.ship;

import io.sparkrecorder.marker.MarkerSummary;
import io.sparkrecorder.store.AppStore;
import io.sparkrecorder.store.PodPlace;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import io.sparkrecorder.time.HangingFileSystem;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads pods' markers, each one again only if it has changed. An error of one marker does not
 * affect other pods.
 */
final class MarkerWatch {
  private static final Logger LOG = LoggerFactory.getLogger(MarkerWatch.class);

  private static final Duration PAUSE = Duration.ofSeconds(15);

  private final Map<String, Hang> hanging = new ConcurrentHashMap<>();
  private final AppStore store;
  private final BlockingCalls calls;
  private final Scratch scratch;
  private final Deadline end;

  /**
   * Reads nothing yet.
   *
   * @param calls calls of the store's file system
   * @param scratch takes the lists of files
   * @param end deadline of all reading
   */
  MarkerWatch(AppStore store, BlockingCalls calls, Scratch scratch, Deadline end) {
    this.store = store;
    this.calls = calls;
    this.scratch = scratch;
    this.end = end;
  }

  /** The result of a look at one pod's marker. */
  sealed interface Look {
    /** The marker has not changed, or there is none. */
    record Nothing() implements Look {}

    /** The pod's recorder still works. */
    record Recording() implements Look {}

    /** The pod's recorder has ended; these are its files. */
    record Ended(FileList files) implements Look {}

    record Unreadable(String why) implements Look {}
  }

  /** The back-off of a pod whose marker hangs, so that it does not take a thread in each round. */
  private record Hang(Deadline next, Duration pause) {
    static Hang first() {
      return new Hang(Deadline.in(PAUSE), PAUSE);
    }

    Hang longer() {
      Duration twice = pause.multipliedBy(2);
      return new Hang(Deadline.in(twice), twice);
    }
  }

  private record Read(MarkerSummary marker, FileList files) {}

  /** Learns which markers have changed, if one request answers that for all pods. */
  void begin() {
    try {
      calls.run("list markers", end, store::look);
    } catch (IOException | RuntimeException | Error e) {
      LOG.debug("the store does not say what has changed", e);
    }
  }

  /** Reads one pod's marker and notes it in the entry. */
  Look look(PodEntry entry) {
    Hang hang = hanging.get(folder(entry));
    if (hang != null && !hang.next().passed()) {
      return new Look.Unreadable(entry.state().trouble().orElse("the store does not answer"));
    }
    try {
      PodPlace place = store.pod(entry.pod());
      Optional<String> version = calls.call("look at a marker", end, place::version);
      if (version.isEmpty() || version.equals(entry.version())) {
        return new Look.Nothing();
      }
      Optional<Read> read = calls.call("read a marker", end, () -> read(place));
      hanging.remove(folder(entry));
      entry.version(version);
      read.ifPresent(found -> entry.seen(found.marker()));
      return read.<Look>map(MarkerWatch::found).orElseGet(Look.Nothing::new);
    } catch (HangingFileSystem e) {
      hanging.merge(folder(entry), Hang.first(), (before, _) -> before.longer());
      return unreadable(entry, e);
    } catch (Throwable e) {
      return unreadable(entry, e);
    }
  }

  private static String folder(PodEntry entry) {
    return entry.pod().folder();
  }

  private static Look found(Read read) {
    return read.marker().ended() ? new Look.Ended(read.files()) : new Look.Recording();
  }

  private Optional<Read> read(PodPlace place) throws IOException {
    FileList.Writer files = new FileList.Writer(scratch);
    return place.read(files).map(marker -> new Read(marker, files.done()));
  }

  private static Look unreadable(PodEntry entry, Throwable e) {
    String why = Reasons.of(e);
    boolean said = entry.state().trouble().filter(why::equals).isPresent();
    if (!said) {
      LOG.warn("the marker of {} cannot be read: {}", entry.pod().pod(), why);
    }
    entry.unreadable(why);
    return new Look.Unreadable(why);
  }
}
