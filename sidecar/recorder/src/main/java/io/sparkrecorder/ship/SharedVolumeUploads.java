package io.sparkrecorder.ship;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.PendingUpload;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.LostFiles;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.text.Failures;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends every pod's files from the shared volume, several concurrently. A bounded number of files
 * waits in the heap, the smallest first; large files have a queue of their own, so that they delay
 * no small file of any pod.
 */
final class SharedVolumeUploads implements PodUploads {
  private static final Logger LOG = LoggerFactory.getLogger(SharedVolumeUploads.class);

  private static final long LARGE = 16L << 20;
  private static final int MOST_SMALL = 1_000;
  private static final int MOST_LARGE = 32;
  private static final int MOST_SAID = 20;
  private static final int TRIES = 3;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration HANG = Duration.ofSeconds(10);

  private final AppFolder store;
  private final String app;
  private final Roster roster;
  private final ObjectStore s3;
  private final S3Settings settings;
  private final FileSender sender;
  private final Deadline deadline;
  private final Scratch scratch;
  private final BlockingCalls reads;
  private final BlockingCalls files = new BlockingCalls("the store", HANG);
  private final BlockingCalls journals = new BlockingCalls("the store", Duration.ofSeconds(5));

  private final PriorityBlockingQueue<QueuedFile> queue =
      new PriorityBlockingQueue<>(
          64,
          Comparator.<QueuedFile>comparingLong(file -> file.file().bytes())
              .thenComparing(file -> file.file().name()));
  private final BlockingQueue<PodUpload> small = new LinkedBlockingQueue<>();
  private final BlockingQueue<PodUpload> large = new LinkedBlockingQueue<>();
  private final Semaphore smallRoom = new Semaphore(MOST_SMALL);
  private final Semaphore largeRoom = new Semaphore(MOST_LARGE);

  /** Pods with undecided files, by folder. */
  private final Map<String, PodUpload> active = new ConcurrentHashMap<>();

  /** Queued files, and pods whose files are still to be queued. */
  private final AtomicInteger busy = new AtomicInteger();

  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicInteger said = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Starts its threads. They are platform threads, because the store may hang.
   *
   * @param deadline deadline of all uploads; it may move
   * @param reads calls that read the store
   */
  SharedVolumeUploads(
      AppFolder store,
      String app,
      Roster roster,
      ObjectStore s3,
      S3Settings settings,
      Deadline deadline,
      Scratch scratch,
      BlockingCalls reads) {
    this.store = store;
    this.app = app;
    this.roster = roster;
    this.s3 = s3;
    this.settings = settings;
    this.sender = new FileSender(s3, settings, deadline);
    this.deadline = deadline;
    this.scratch = scratch;
    this.reads = reads;
    start("queue-small", () -> queueAll(small, false));
    start("queue-large", () -> queueAll(large, true));
    for (int worker = 0; worker < settings.concurrency(); worker++) {
      start("ship-" + worker, this::send);
    }
  }

  private void start(String name, Work work) {
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .start(
                () -> {
                  try {
                    work.run();
                  } catch (InterruptedException e) {
                    // closed
                  }
                }));
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  /** A file that waits in the heap. */
  private record QueuedFile(PodUpload pod, int index, RecordedFile file) {}

  /** The upload of one pod's files. */
  private final class PodUpload {
    private final PodEntry entry;
    private final FileList files;
    private final Outcomes outcomes;
    private final PodFolder folder;
    private @Nullable UploadJournalFile journal;

    PodUpload(PodEntry entry) {
      this.entry = entry;
      this.files = entry.state().files();
      this.outcomes = entry.state().outcomes();
      this.folder = store.pod(entry.pod());
    }

    synchronized UploadJournalFile journal() {
      if (journal == null) {
        journal = UploadJournalFile.open(folder, settings, journals);
      }
      return journal;
    }

    synchronized void close() {
      if (journal != null) {
        try {
          journal.close();
        } catch (IOException e) {
          LOG.warn("a journal could not be closed: {}", e.toString());
        }
        journal = null;
      }
    }

    String key(RecordedFile file) {
      return Keys.of(settings, app, roster.folder(entry.pod()), file.name());
    }

    String fallbackKey(RecordedFile file) {
      return Keys.of(settings, app, entry.pod().folder(), file.name());
    }
  }

  @Override
  public void recording(PodEntry entry) {}

  @Override
  public void ended(PodEntry entry, FileList files) {
    take(entry, files);
  }

  @Override
  public void lost(PodEntry entry) throws IOException {
    PodFolder folder = store.pod(entry.pod());
    FileList files =
        reads.call(
            "read the journal of a lost pod",
            deadline,
            () -> {
              FileList.Writer writer = new FileList.Writer(scratch);
              for (RecordedFile file : LostFiles.of(folder)) {
                writer.file(file);
              }
              return writer.done();
            });
    take(entry, files);
  }

  private void take(PodEntry entry, FileList files) {
    entry.files(files, Outcomes.waiting(files.size()));
    changes.incrementAndGet();
    if (files.size() > 0) {
      enqueue(new PodUpload(entry));
    }
  }

  private void enqueue(PodUpload pod) {
    active.put(pod.entry.pod().folder(), pod);
    busy.incrementAndGet();
    small.add(pod);
  }

  @Override
  public void finishing() {
    active.values().stream().filter(pod -> pod.outcomes.reopen()).forEach(this::enqueue);
  }

  @Override
  public boolean idle() {
    return busy.get() == 0;
  }

  @Override
  public void settle(PodEntry entry) {}

  @Override
  public boolean again(PodEntry entry, BitSet files) {
    PodUpload pod = new PodUpload(entry);
    try {
      pod.files.read(
          (index, listed) -> {
            if (files.get(index)) {
              pod.journal().forget(listed.file());
              pod.outcomes.lost(index);
            }
          });
    } catch (IOException e) {
      LOG.warn("files of {} cannot be sent again: {}", entry.pod().pod(), e.toString());
      return false;
    }
    enqueue(pod);
    return true;
  }

  @Override
  public int changes() {
    return changes.get();
  }

  /** Queues the files of one pod after the other: the small ones, or the large ones. */
  private void queueAll(BlockingQueue<PodUpload> pods, boolean larges) throws InterruptedException {
    while (true) {
      PodUpload pod = pods.take();
      try {
        if (!deadline.passed()) {
          queue(pod, larges);
        }
      } catch (IOException | RuntimeException | Error e) {
        LOG.error("files of {} are not sent", pod.entry.pod().pod(), e);
        pod.entry.unreadable(Reasons.of(e));
      } finally {
        busy.decrementAndGet();
      }
    }
  }

  private void queue(PodUpload pod, boolean larges) throws IOException, InterruptedException {
    boolean[] more = {false};
    InterruptedException[] interrupted = {null};
    pod.files.read(
        (index, listed) -> {
          RecordedFile file = listed.file();
          if (interrupted[0] != null || deadline.passed()) {
            return;
          }
          if (file.bytes() >= LARGE != larges) {
            more[0] |= !larges;
            return;
          }
          try {
            queue(pod, index, file, larges ? largeRoom : smallRoom);
          } catch (InterruptedException e) {
            interrupted[0] = e;
          }
        });
    if (interrupted[0] != null) {
      throw interrupted[0];
    }
    if (more[0]) {
      busy.incrementAndGet();
      large.add(pod);
    }
  }

  private void queue(PodUpload pod, int index, RecordedFile file, Semaphore room)
      throws InterruptedException {
    if (pod.outcomes.queue(index)) {
      room.acquire();
      busy.incrementAndGet();
      queue.add(new QueuedFile(pod, index, file));
    }
  }

  private void send() throws InterruptedException {
    while (true) {
      QueuedFile file = queue.take();
      try {
        if (!deadline.passed()) {
          decide(file, attempt(file));
        }
      } catch (RuntimeException | Error e) {
        LOG.error("nothing is known of {}", file.file().name(), e);
      } finally {
        (file.file().bytes() >= LARGE ? largeRoom : smallRoom).release();
        busy.decrementAndGet();
      }
    }
  }

  private UploadState attempt(QueuedFile queued) throws InterruptedException {
    PodUpload pod = queued.pod();
    RecordedFile file = queued.file();
    try {
      for (int tries = 1; ; tries++) {
        awaitStore();
        PatientSource source =
            new PatientSource(() -> pod.folder.open(file.name()), files, deadline);
        UploadState shipped =
            sender.send(
                pod.folder.file(file.name()),
                source,
                file,
                pod.key(file),
                pod.fallbackKey(file),
                pod.journal());
        if (!source.hung() || tries == TRIES || deadline.passed()) {
          return shipped;
        }
      }
    } catch (RuntimeException | Error e) {
      LOG.error("could not send {} of {}", file.name(), pod.entry.pod().pod(), e);
      return new UploadState.Left(Reasons.of(e));
    }
  }

  /**
   * Waits for the store: one that hangs would take one thread after the other; a single file that
   * hangs must not keep the others from being sent.
   */
  private void awaitStore() throws InterruptedException {
    Deadline enough = Deadline.in(HANG).orEarlier(deadline);
    while (files.hangs() && !enough.passed()) {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
  }

  private void decide(QueuedFile queued, UploadState shipped) {
    PodUpload pod = queued.pod();
    RecordedFile file = queued.file();
    switch (shipped) {
      case UploadState.Whole(String key) -> {
        if (key.equals(pod.key(file))) {
          pod.outcomes.atKey(queued.index());
        } else if (key.equals(pod.fallbackKey(file))) {
          pod.outcomes.atFallback(queued.index());
        } else {
          pod.outcomes.elsewhere(queued.index(), key);
        }
      }
      case UploadState.Left(String why) -> {
        say(pod.key(file), why);
        pod.outcomes.left(queued.index(), why);
      }
      case UploadState.Underway() -> throw new IllegalStateException("sent, and still under way");
    }
    changes.incrementAndGet();
    if (pod.outcomes.decided()) {
      pod.close();
      if (pod.outcomes.allStored()) {
        active.remove(pod.entry.pod().folder(), pod);
      }
    }
  }

  private void say(String key, String why) {
    if (said.getAndIncrement() < MOST_SAID) {
      LOG.warn("stays in the store for now: {}: {}", key, why);
    } else {
      LOG.debug("stays in the store for now: {}: {}", key, why);
    }
  }

  /**
   * Aborts uploads below the folders of pods that this store holds, unless the pod's journal knows
   * them: a recorder continues those.
   */
  @Override
  public void abortOrphans(Deadline until) {
    try {
      String prefix = settings.key(app + "/");
      for (PendingUpload upload : s3.pendingUploads(prefix, until)) {
        Optional<PodRecord> pod = roster.podOf(upload.key().substring(prefix.length()));
        if (pod.isPresent() && isOrphan(pod.get(), upload, until)) {
          LOG.info("an upload that no journal knows is aborted: {}", upload.key());
          s3.abort(upload, until)
              .ifPresent(problem -> LOG.warn("it could not be aborted: {}", problem.message()));
        }
      }
    } catch (S3Problem | IOException e) {
      LOG.warn("uploads that a kill left may stay in the bucket: {}", Failures.message(e));
    }
  }

  private boolean isOrphan(PodRecord pod, PendingUpload upload, Deadline until) throws IOException {
    if (active.containsKey(pod.folder()) && !idle()) {
      return false;
    }
    Set<String> known =
        reads.call(
            "read shipped.journal",
            until,
            () -> UploadJournalFile.uploadIds(store.pod(pod), settings));
    return !known.contains(upload.uploadId());
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    active.values().forEach(PodUpload::close);
  }
}
