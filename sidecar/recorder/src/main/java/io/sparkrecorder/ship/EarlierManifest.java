package io.sparkrecorder.ship;

import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestItems;
import io.sparkrecorder.marker.ManifestPodHeader;
import io.sparkrecorder.marker.ManifestReader;
import io.sparkrecorder.marker.SkippedFile;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.store.ScratchText;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manifest that an earlier attempt of this application, or an earlier recorder of this driver,
 * left in S3. Its pods stay in the new one if the store knows less of them.
 */
final class EarlierManifest {
  private static final Logger LOG = LoggerFactory.getLogger(EarlierManifest.class);

  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Pods that the heap holds, as in the journal of executors. */
  private static final int MOST_PODS = 20_000;

  private final ObjectStore s3;
  private final String key;
  private final Scratch scratch;
  private final Supplier<Scratch> copies;
  private volatile Map<String, Pod> pods = Map.of();

  /** The version of the object that was read; empty if there was none. */
  private volatile Optional<String> version = Optional.empty();

  private volatile Optional<String> reason = Optional.empty();
  private volatile boolean known;

  /** The reason why it is not known. */
  private volatile String trouble = "S3 did not answer in time";

  /** Tells whether a further attempt would fail as well. */
  private volatile boolean unreadable;

  private volatile boolean closed;
  private final ReentrantLock reading = new ReentrantLock();

  /**
   * Reads nothing yet.
   *
   * @param scratch takes the lists of files
   * @param copies opens a place for a copy of the manifest
   */
  EarlierManifest(ObjectStore s3, String key, Scratch scratch, Supplier<Scratch> copies) {
    this.s3 = s3;
    this.key = key;
    this.scratch = scratch;
    this.copies = copies;
  }

  /** A pod's entry, with its files on local disk. */
  record Pod(ManifestPodHeader header, FileList files, Outcomes outcomes) {
    boolean hasFiles() {
      return files.size() > 0;
    }
  }

  /**
   * Reads it on its own thread, and retries until S3 answers: nothing else waits for that. One that
   * cannot be read is not fetched again before the drain.
   */
  void start(Deadline end) {
    Thread.ofPlatform()
        .daemon()
        .name("earlier-manifest")
        .start(
            () -> {
              try {
                while (!isSettled() && !end.passed()) {
                  read(end);
                  TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** The pods by folder, in the order of the manifest. */
  Map<String, Pod> pods() {
    return pods;
  }

  /** The version of the object that was read, for {@code If-Match}; empty if there was none. */
  Optional<String> version() {
    return version;
  }

  /** The reason that it gives against its completeness. */
  Optional<String> reason() {
    return reason;
  }

  /** Reads it, and reads it again if a reaper has replaced it since. */
  void recheck(Deadline deadline) throws InterruptedException {
    if (!known) {
      read(deadline);
      return;
    }
    if (closed || !reading.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    try {
      if (!s3.head(key, deadline).flatMap(ObjectHead::etag).equals(version)) {
        load(deadline);
      }
    } catch (S3Problem e) {
      LOG.debug("{} may have changed since it was read", key, e);
    } finally {
      reading.unlock();
    }
  }

  /** Reads it once; does nothing if it is known, or if another thread still reads. */
  void read(Deadline deadline) throws InterruptedException {
    if (known || closed || !reading.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    try {
      if (!known && !closed) {
        load(deadline);
      }
    } finally {
      reading.unlock();
    }
  }

  /**
   * The reason why there may be pods that only an earlier manifest names; empty if it was read, or
   * if there is none.
   */
  Optional<String> trouble() {
    return known ? Optional.empty() : Optional.of(trouble);
  }

  /**
   * Tells whether a manifest of this attempt may be written: the earlier one was read, or never can
   * be. Ends all reading then, because the object under the key is no longer the earlier one.
   */
  boolean mayReplace() {
    if (isSettled()) {
      close();
    }
    return closed;
  }

  /** Tells whether a further attempt is of no use. */
  private boolean isSettled() {
    return known || unreadable || closed;
  }

  /** Ends all reading; the result of a read under way does not count. */
  void close() {
    closed = true;
  }

  private void load(Deadline deadline) {
    try (Scratch copy = copies.get()) {
      Optional<ObjectHead> head = head(deadline);
      Optional<String> tooLarge = head.flatMap(ManifestCopy::tooLarge);
      if (tooLarge.isPresent()) {
        failed(tooLarge.get(), true);
        return;
      }
      Optional<ScratchText> text =
          head.map(ObjectHead::bytes).orElse(0L) > 0
              ? ManifestCopy.of(s3, key, copy, deadline)
              : Optional.empty();
      found(head.flatMap(ObjectHead::etag), text);
    } catch (S3Problem e) {
      LOG.debug("an earlier manifest could not be read yet", e);
      failed(e.problem().message(), e.problem().isFinal());
    } catch (IOException | RuntimeException | Error e) {
      // An Error, for example out of memory, must not keep the last manifest from being written.
      LOG.warn("{} cannot be read and will be replaced: {}", key, e.toString());
      failed(Reasons.of(e), true);
    }
  }

  private void found(Optional<String> etag, Optional<ScratchText> text) throws IOException {
    Collector collector = new Collector();
    Optional<String> why = Optional.empty();
    if (text.isPresent()) {
      ManifestReader reader = ManifestReader.open(text.get()::open, MOST_PODS);
      why = reader.header().reason();
      reader.read(collector);
    }
    if (!closed) {
      pods = collector.pods;
      version = etag;
      reason = why;
      known = true;
    }
  }

  private void failed(String why, boolean forGood) {
    trouble = why;
    unreadable = forGood;
  }

  private Optional<ObjectHead> head(Deadline deadline) {
    try {
      return s3.head(key, deadline);
    } catch (S3Problem e) {
      // Without s3:GetObject a HEAD is refused whether there is an object or not.
      if (e.problem().reason() == Problem.Reason.ACCESS_DENIED && !isListed(deadline)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean isListed(Deadline deadline) {
    try (Stream<ObjectEntry> objects = s3.list(key, deadline)) {
      return objects.anyMatch(object -> object.key().equals(key));
    } catch (S3Problem e) {
      LOG.debug("{} can neither be read nor listed", key, e);
      return true;
    }
  }

  private final class Collector implements ManifestItems {
    private final Map<String, Pod> pods = new LinkedHashMap<>();
    private Optional<ManifestPodHeader> header = Optional.empty();
    private FileList.Writer files = new FileList.Writer(scratch);

    @Override
    public void pod(ManifestPodHeader pod) {
      header = Optional.of(pod);
      files = new FileList.Writer(scratch);
    }

    @Override
    public void file(ManifestFile file) throws IOException {
      files.file(file);
    }

    @Override
    public void skipped(SkippedFile file) throws IOException {
      files.skipped(file);
    }

    @Override
    public void podEnd() {
      ManifestPodHeader pod = header.orElseThrow();
      FileList list = files.done();
      pods.put(pod.pod().folder(), new Pod(pod, list, Outcomes.listed(list.size())));
    }
  }
}
