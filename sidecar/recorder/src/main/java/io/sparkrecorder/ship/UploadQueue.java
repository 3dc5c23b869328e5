package io.sparkrecorder.ship;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one pod's files to S3, the smallest of the waiting ones first, several concurrently. A file
 * that this recorder or an earlier one has sent is not sent again.
 */
public final class UploadQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UploadQueue.class);

  private final ObjectStore s3;
  private final S3Settings settings;
  private final Deadline deadline;
  private final BlockingCalls calls = new BlockingCalls("the spool", Duration.ofSeconds(10));
  private final PriorityBlockingQueue<QueuedFile> queue =
      new PriorityBlockingQueue<>(
          64,
          Comparator.<QueuedFile>comparingLong(queuedFile -> queuedFile.file().bytes())
              .thenComparing(QueuedFile::key));
  private final Map<QueuedFile.Id, QueuedFile> known = new ConcurrentHashMap<>();
  private final Map<QueuedFile.Id, UploadState> outcomes = new ConcurrentHashMap<>();
  private final Map<PodFolder, UploadJournalFile> journals = new ConcurrentHashMap<>();
  private final List<Thread> workers = new ArrayList<>();

  /**
   * Starts its workers.
   *
   * @param deadline time after which no upload begins; it may follow another one
   */
  public UploadQueue(ObjectStore s3, S3Settings settings, Deadline deadline) {
    this.s3 = s3;
    this.settings = settings;
    this.deadline = deadline;
    for (int worker = 0; worker < settings.concurrency(); worker++) {
      workers.add(Thread.ofVirtual().name("ship-" + worker).start(this::work));
    }
  }

  /**
   * Queues files of a pod; known ones are skipped.
   *
   * @param folder folder of the pod in S3, below the application's
   * @param fallback folder for a file whose key another pod's bytes have taken
   */
  public void add(
      PodFolder pod, List<RecordedFile> files, String app, String folder, String fallback) {
    String key = settings.key(app + "/" + folder);
    String fallbackKey = settings.key(app + "/" + fallback);
    for (RecordedFile file : files) {
      QueuedFile queuedFile = new QueuedFile(pod, file, key, fallbackKey);
      if (known.putIfAbsent(queuedFile.id(), queuedFile) == null) {
        outcomes.put(queuedFile.id(), new UploadState.Underway());
        queue.add(queuedFile);
      }
    }
  }

  /** Queues once more all files that could not be sent so far: rights or the server may be back. */
  public void retryLeft() {
    outcomes.forEach(
        (id, outcome) -> {
          if (outcome instanceof UploadState.Left) {
            outcomes.put(id, new UploadState.Underway());
            queue.add(known.get(id));
          }
        });
  }

  /** The progress of this file; {@link UploadState.Left} if it was never queued. */
  public UploadState outcome(PodFolder pod, RecordedFile file) {
    return outcomes.getOrDefault(
        new QueuedFile.Id(pod, file.name(), file.bytes(), file.crc32c().hex()),
        new UploadState.Left("not begun"));
  }

  /** Tells whether nothing waits or is being sent. */
  public boolean idle() {
    return outcomes.values().stream().noneMatch(UploadState.Underway.class::isInstance);
  }

  @Override
  public void close() {
    workers.forEach(Thread::interrupt);
    journals.values().forEach(UploadQueue::close);
  }

  private void work() {
    try {
      while (true) {
        QueuedFile queuedFile = queue.take();
        outcomes.put(queuedFile.id(), attempt(queuedFile));
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private UploadState attempt(QueuedFile queuedFile) throws InterruptedException {
    try {
      return ship(queuedFile);
    } catch (RuntimeException | Error e) {
      LOG.error("could not ship {}", queuedFile.key(), e);
      return new UploadState.Left(e.toString());
    }
  }

  private UploadState ship(QueuedFile queuedFile) throws InterruptedException {
    UploadState shipped =
        new FileSender(s3, settings, deadline)
            .send(
                queuedFile.pod().file(queuedFile.file().name()),
                () -> queuedFile.pod().open(queuedFile.file().name()),
                queuedFile.file(),
                queuedFile.key(),
                queuedFile.fallbackKey(),
                journal(queuedFile.pod()));
    return shipped instanceof UploadState.Left(String why) ? left(queuedFile, why) : shipped;
  }

  private static UploadState left(QueuedFile queuedFile, String why) {
    LOG.warn("stays in the store for now: {}: {}", queuedFile.key(), why);
    return new UploadState.Left(why);
  }

  /** The journal of a pod's finished and running uploads. */
  UploadJournalFile journal(PodFolder pod) {
    UploadJournalFile open = journals.get(pod);
    if (open != null) {
      return open;
    }
    synchronized (journals) {
      UploadJournalFile journal = journals.get(pod);
      if (journal == null) {
        journal = UploadJournalFile.open(pod, settings, calls);
        journals.put(pod, journal);
      }
      return journal;
    }
  }

  private static void close(UploadJournalFile journal) {
    try {
      journal.close();
    } catch (IOException e) {
      LOG.warn("a journal could not be closed: {}", e.toString());
    }
  }
}
