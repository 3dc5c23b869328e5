package io.sparkrecorder.ship;

import io.sparkrecorder.config.RollSettings;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.StoredObject;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.PendingUpload;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.store.AppBucket;
import io.sparkrecorder.store.Outbox;
import io.sparkrecorder.text.Failures;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads the recordings of one pod from its outbox to S3, concurrently with the watch, which never
 * waits for it. The marker in the bucket is written before the uploads that it names: a recorder
 * that finds an upload there that no marker names may abort it.
 */
public final class OwnUploads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnUploads.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(20);

  /** Time for one attempt of a request to end by itself. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final PodRecord pod;
  private final String app;
  private final AppBucket store;
  private final Outbox outbox;
  private final ObjectStore s3;
  private final S3Settings settings;
  private final Deadline end;
  private final UploadQueue uploadQueue;
  private final UploadJournalFile journal;
  private final RollSettings roll;
  private final PartsAccepted accepted;
  private final Map<String, GrowingRecording> growing = new ConcurrentHashMap<>();
  private final Semaphore news = new Semaphore(0);
  private final Thread thread = Thread.ofVirtual().name("own-uploads").unstarted(this::run);

  private volatile Optional<Marker> marker = Optional.empty();
  private volatile boolean last;

  /** The reason why nothing can be sent yet; empty once the pod is announced. */
  private volatile Optional<String> trouble = Optional.of("no answer from S3 yet");

  /** The pod's folder in the bucket; known once it is this pod's. */
  private Optional<String> folder = Optional.empty();

  private Optional<Marker> written = Optional.empty();

  /** The objects in the marker of an earlier recorder of this pod, by name. */
  private final Map<String, StoredObject> earlier = new ConcurrentHashMap<>();

  private Deadline retry = Deadline.in(RETRY);

  /**
   * Continues from the state of an earlier recorder of this pod.
   *
   * @param roll when a piece of a recording becomes an object
   * @param end deadline of all requests but the marker's last; far away while the job runs
   */
  public OwnUploads(
      PodRecord pod,
      String app,
      AppBucket store,
      Outbox outbox,
      ObjectStore s3,
      S3Settings settings,
      RollSettings roll,
      Deadline end) {
    this.pod = pod;
    this.app = app;
    this.store = store;
    this.outbox = outbox;
    this.s3 = s3;
    this.settings = settings;
    this.roll = roll;
    this.accepted = new PartsAccepted(outbox, Math.min(roll.bytes(), settings.partSize()));
    this.end = end;
    this.uploadQueue = new UploadQueue(s3, settings, end);
    this.journal = uploadQueue.journal(outbox.folder());
    // A closed piece grows no more, so this must be known before any file is gathered.
    journal.closed().forEach(outbox::closePiece);
    outbox.files().stream()
        .filter(file -> journal.keyOf(file).isPresent())
        .forEach(file -> outbox.sent(file.name()));
  }

  /** Announces the pod once S3 is reachable, or publishes its changes. */
  public void announce(Marker recording) {
    boolean first = marker.isEmpty();
    marker = Optional.of(recording);
    if (first) {
      thread.start();
    }
    news.release();
  }

  /**
   * Sends all files: no more are gathered.
   *
   * @return files that are not in S3 once all is done, or the time is over
   */
  public List<String> deliver() throws InterruptedException {
    last = true;
    news.release();
    while (thread.isAlive() && !end.passed()) {
      thread.join(POLL);
    }
    // A running request notices the deadline by itself.
    thread.join(LOOK);
    List<String> left = new ArrayList<>();
    for (RecordedFile file : outbox.files()) {
      switch (outcome(file)) {
        case UploadState.Whole _ -> {}
        case UploadState.Underway() -> left.add(file.name() + ": out of time");
        case UploadState.Left(String why) -> left.add(file.name() + ": " + why);
      }
    }
    return left;
  }

  /** Writes the pod's last marker. */
  public void seal(Marker sealed, Deadline deadline) throws IOException {
    if (trouble.isPresent()) {
      // The last marker of an earlier recorder may name running uploads, which the new one must not
      // lose.
      recalled(deadline);
    }
    store.write(pod, sealed.with(objects()), deadline);
  }

  @Override
  public void close() {
    thread.interrupt();
    uploadQueue.close();
  }

  private void run() {
    try {
      boolean begun;
      boolean wasLast;
      do {
        wasLast = last;
        begun = begun();
        pause(begun || wasLast ? Duration.ZERO : RETRY);
      } while (!begun && !wasLast);
      for (wasLast = false; begun && !wasLast; pause(wasLast ? Duration.ZERO : LOOK)) {
        wasLast = last;
        round(wasLast);
      }
      if (begun) {
        undoUnknown();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void pause(Duration atMost) throws InterruptedException {
    if (!last) {
      news.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
      news.drainPermits();
    }
  }

  /** Finds the pod's folder in the bucket, announces the pod, and cleans up after a kill. */
  private boolean begun() {
    try {
      folder = Optional.of(store.folder(pod, outbox.folder(), end));
      Optional<List<StoredObject>> before = recalled(end);
      undoUnknown();
      if (before.isEmpty()) {
        write();
      }
      trouble = Optional.empty();
      return true;
    } catch (IOException | RuntimeException | Error e) {
      String why = Failures.message(e);
      if (!trouble.equals(Optional.of(why))) {
        LOG.warn("everything stays in the spool for now: {}", why);
      }
      trouble = Optional.of(why);
      return false;
    }
  }

  /**
   * The objects in the marker of an earlier recorder of this pod in the bucket. The spool may have
   * been too full for the journal; then the marker alone knows of uploads.
   */
  private Optional<List<StoredObject>> recalled(Deadline deadline) throws IOException {
    Optional<List<StoredObject>> before;
    try {
      before = store.latest(pod, deadline);
    } catch (MalformedDocument e) {
      LOG.warn("the marker in the bucket cannot be read: {}", Failures.message(e));
      before = Optional.empty();
    }
    before.stream().flatMap(List::stream).forEach(this::recall);
    return before;
  }

  private void recall(StoredObject object) {
    earlier.put(object.name(), object);
    object
        .uploadId()
        .filter(_ -> journal.find(object.key()).isEmpty())
        .filter(_ -> !outbox.parts(object.name()).isEmpty())
        .ifPresent(id -> journal.growing(object.key(), id));
  }

  /**
   * Aborts uploads of this pod that its journal does not know: no marker refers to their parts. A
   * server may have begun one whose answer was lost.
   */
  private void undoUnknown() {
    try {
      for (String below : List.of(folder.orElseThrow(), pod.label() + "." + pod.uid())) {
        for (PendingUpload upload : s3.pendingUploads(settings.key(app + "/" + below + "/"), end)) {
          boolean known =
              journal
                  .find(upload.key())
                  .filter(it -> it.uploadId().equals(upload.uploadId()))
                  .isPresent();
          if (!known) {
            LOG.info("an upload that was begun and not written down is undone: {}", upload.key());
            s3.abort(upload, end);
          }
        }
      }
    } catch (S3Problem e) {
      LOG.warn("uploads that a kill left may stay in the bucket: {}", e.problem().message());
    }
  }

  private void round(boolean all) throws InterruptedException {
    try {
      outbox.makeRoom();
      outbox.files().forEach(this::take);
      retryLeft(all);
      recordings(GrowingRecording::begin);
      // At the end, parts are sent even if the marker cannot be written.
      if (written() || all) {
        recordings(recording -> recording.send(all));
        recordings(GrowingRecording::complete);
      }
      if (all) {
        awaitOthers();
      }
      forgetSent();
      if (!all) {
        written();
      }
    } catch (RuntimeException | Error e) {
      LOG.error("recordings stay in the spool for now", e);
    }
  }

  private boolean written() {
    try {
      write();
      return true;
    } catch (IOException e) {
      LOG.warn("the marker is behind: {}", Failures.message(e));
      return false;
    }
  }

  private void take(RecordedFile file) {
    if (outbox.parts(file.name()).isEmpty()) {
      uploadQueue.add(
          outbox.folder(), List.of(file), app, folder.orElseThrow(), pod.label() + "." + pod.uid());
    } else {
      growing.computeIfAbsent(file.name(), _ -> recording(file));
    }
  }

  private GrowingRecording recording(RecordedFile file) {
    GrowingRecording recording =
        new GrowingRecording(
            new Piece(
                file.name(),
                new Piece.Keys(
                    settings.key(app + "/" + folder.orElseThrow() + "/" + file.name()),
                    settings.key(app + "/" + pod.label() + "." + pod.uid() + "/" + file.name())),
                pod.uid(),
                outbox),
            s3,
            journal,
            accepted,
            new GrowingRecording.Times(
                Deadline.in(roll.age()), settings.attemptTimeout().plus(SLACK), end));
    journal.keyOf(file).ifPresent(recording::sentBefore);
    return recording;
  }

  private void retryLeft(boolean now) {
    if (now || retry.passed()) {
      uploadQueue.retryLeft();
      retry = Deadline.in(RETRY);
    }
  }

  /**
   * Runs the step for each recording, several concurrently; the bucket's own limit bounds the
   * requests.
   */
  private void recordings(Consumer<GrowingRecording> step) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      growing.values().forEach(recording -> threads.execute(() -> step.accept(recording)));
    }
  }

  private void awaitOthers() throws InterruptedException {
    while (!uploadQueue.idle() && !end.passed()) {
      Thread.sleep(POLL);
    }
  }

  private void forgetSent() {
    for (RecordedFile file : outbox.files()) {
      if (!growing.containsKey(file.name()) && outcome(file) instanceof UploadState.Whole) {
        outbox.sent(file.name());
      }
    }
  }

  private UploadState outcome(RecordedFile file) {
    if (trouble.isPresent()) {
      return new UploadState.Left(trouble.get());
    }
    GrowingRecording recording = growing.get(file.name());
    return recording == null
        ? uploadQueue.outcome(outbox.folder(), file)
        : recording.progress().outcome();
  }

  private void write() throws IOException {
    Marker now = marker.orElseThrow().with(objects());
    if (!written.equals(Optional.of(now))) {
      store.write(pod, now, end);
      written = Optional.of(now);
    }
  }

  private List<StoredObject> objects() {
    List<StoredObject> objects = new ArrayList<>();
    for (RecordedFile file : outbox.files()) {
      object(file).ifPresent(objects::add);
    }
    return objects;
  }

  private Optional<StoredObject> object(RecordedFile file) {
    Optional<StoredObject> before = Optional.ofNullable(earlier.get(file.name()));
    GrowingRecording recording = growing.get(file.name());
    if (recording != null) {
      PieceProgress progress = recording.progress();
      return progress.looked() ? progress.object() : before;
    }
    return outcome(file) instanceof UploadState.Whole(String key)
        ? Optional.of(StoredObject.at(file.name(), key))
        : before;
  }
}
