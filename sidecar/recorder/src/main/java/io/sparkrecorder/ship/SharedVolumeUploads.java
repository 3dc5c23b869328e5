package io.sparkrecorder.ship;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.LostFiles;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends every pod's files from the shared volume, several concurrently, through a queue. */
final class SharedVolumeUploads implements PodUploads {
  private static final Logger LOG = LoggerFactory.getLogger(SharedVolumeUploads.class);

  private static final int MOST_SAID = 20;
  private static final int TRIES = 3;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration HANG = Duration.ofSeconds(10);

  private final AppFolder store;
  private final PodUpload.Place place;
  private final OrphanUploads orphans;
  private final FileSender sender;
  private final Deadline deadline;
  private final Scratch scratch;
  private final BlockingCalls reads;
  private final BlockingCalls files = new BlockingCalls("the store", HANG);
  private final FileQueue queue;

  /** Pods with undecided files, by folder. */
  private final Map<String, PodUpload> active = new ConcurrentHashMap<>();

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
    this.place =
        new PodUpload.Place(
            settings, app, roster, new BlockingCalls("the store", Duration.ofSeconds(5)));
    this.orphans = new OrphanUploads(store, app, roster, s3, settings, reads);
    this.sender = new FileSender(s3, settings, deadline);
    this.deadline = deadline;
    this.scratch = scratch;
    this.reads = reads;
    this.queue = new FileQueue(deadline);
    start("queue-small", queue::fillSmall);
    start("queue-large", queue::fillLarge);
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
      enqueue(upload(entry));
    }
  }

  private PodUpload upload(PodEntry entry) {
    return new PodUpload(entry, store.pod(entry.pod()), place);
  }

  private void enqueue(PodUpload pod) {
    active.put(pod.entry().pod().folder(), pod);
    queue.add(pod);
  }

  @Override
  public void finishing() {
    active.values().stream().filter(pod -> pod.outcomes().reopen()).forEach(this::enqueue);
  }

  @Override
  public boolean idle() {
    return queue.idle();
  }

  @Override
  public void settle(PodEntry entry) {}

  @Override
  public boolean again(PodEntry entry, BitSet files) {
    PodUpload pod = upload(entry);
    try {
      pod.again(files);
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

  private void send() throws InterruptedException {
    while (true) {
      FileQueue.WaitingFile file = queue.take();
      try {
        if (!deadline.passed()) {
          decide(file, attempt(file));
        }
      } catch (RuntimeException | Error e) {
        LOG.error("nothing is known of {}", file.file().name(), e);
      } finally {
        queue.done(file);
      }
    }
  }

  private UploadState attempt(FileQueue.WaitingFile waiting) throws InterruptedException {
    PodUpload pod = waiting.pod();
    RecordedFile file = waiting.file();
    try {
      for (int tries = 1; ; tries++) {
        awaitStore();
        PatientSource source =
            new PatientSource(() -> pod.folder().open(file.name()), files, deadline);
        UploadState shipped =
            sender.send(
                pod.folder().file(file.name()),
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
      LOG.error("could not send {} of {}", file.name(), pod.entry().pod().pod(), e);
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

  private void decide(FileQueue.WaitingFile waiting, UploadState shipped) {
    PodUpload pod = waiting.pod();
    if (shipped instanceof UploadState.Left(String why)) {
      say(pod.key(waiting.file()), why);
    }
    pod.decide(waiting.index(), waiting.file(), shipped);
    changes.incrementAndGet();
    if (pod.outcomes().decided()) {
      pod.close();
      if (pod.outcomes().allStored()) {
        active.remove(pod.entry().pod().folder(), pod);
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
    orphans.abort(pod -> active.containsKey(pod.folder()) && !idle(), until);
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    active.values().forEach(PodUpload::close);
  }
}
