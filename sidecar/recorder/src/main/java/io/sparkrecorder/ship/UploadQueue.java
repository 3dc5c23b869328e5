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
public final class Shipper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shipper.class);

  private final ObjectStore s3;
  private final S3Settings settings;
  private final Deadline deadline;
  private final BlockingCalls calls = new BlockingCalls("the spool", Duration.ofSeconds(10));
  private final PriorityBlockingQueue<Shipment> queue =
      new PriorityBlockingQueue<>(
          64,
          Comparator.<Shipment>comparingLong(shipment -> shipment.file().bytes())
              .thenComparing(Shipment::key));
  private final Map<Shipment.Id, Shipment> known = new ConcurrentHashMap<>();
  private final Map<Shipment.Id, Shipped> outcomes = new ConcurrentHashMap<>();
  private final Map<PodFolder, ShippedJournal> journals = new ConcurrentHashMap<>();
  private final List<Thread> workers = new ArrayList<>();

  /**
   * Starts its workers.
   *
   * @param deadline time after which no upload begins; it may follow another one
   */
  public Shipper(ObjectStore s3, S3Settings settings, Deadline deadline) {
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
      Shipment shipment = new Shipment(pod, file, key, fallbackKey);
      if (known.putIfAbsent(shipment.id(), shipment) == null) {
        outcomes.put(shipment.id(), new Shipped.Underway());
        queue.add(shipment);
      }
    }
  }

  /** Queues once more all files that could not be sent so far: rights or the server may be back. */
  public void retryLeft() {
    outcomes.forEach(
        (id, outcome) -> {
          if (outcome instanceof Shipped.Left) {
            outcomes.put(id, new Shipped.Underway());
            queue.add(known.get(id));
          }
        });
  }

  /** The progress of this file; {@link Shipped.Left} if it was never queued. */
  public Shipped outcome(PodFolder pod, RecordedFile file) {
    return outcomes.getOrDefault(
        new Shipment.Id(pod, file.name(), file.bytes(), file.crc32c().hex()),
        new Shipped.Left("not begun"));
  }

  /** Tells whether nothing waits or is being sent. */
  public boolean idle() {
    return outcomes.values().stream().noneMatch(Shipped.Underway.class::isInstance);
  }

  @Override
  public void close() {
    workers.forEach(Thread::interrupt);
    journals.values().forEach(Shipper::close);
  }

  private void work() {
    try {
      while (true) {
        Shipment shipment = queue.take();
        outcomes.put(shipment.id(), attempt(shipment));
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private Shipped attempt(Shipment shipment) throws InterruptedException {
    try {
      return ship(shipment);
    } catch (RuntimeException | Error e) {
      LOG.error("could not ship {}", shipment.key(), e);
      return new Shipped.Left(e.toString());
    }
  }

  private Shipped ship(Shipment shipment) throws InterruptedException {
    Shipped shipped =
        new FileSender(s3, settings, deadline)
            .send(
                shipment.pod().file(shipment.file().name()),
                () -> shipment.pod().open(shipment.file().name()),
                shipment.file(),
                shipment.key(),
                shipment.fallbackKey(),
                journal(shipment.pod()));
    return shipped instanceof Shipped.Left(String why) ? left(shipment, why) : shipped;
  }

  private static Shipped left(Shipment shipment, String why) {
    LOG.warn("stays in the store for now: {}: {}", shipment.key(), why);
    return new Shipped.Left(why);
  }

  /** The journal of a pod's finished and running uploads. */
  ShippedJournal journal(PodFolder pod) {
    ShippedJournal open = journals.get(pod);
    if (open != null) {
      return open;
    }
    synchronized (journals) {
      ShippedJournal journal = journals.get(pod);
      if (journal == null) {
        journal = ShippedJournal.open(pod, settings, calls);
        journals.put(pod, journal);
      }
      return journal;
    }
  }

  private static void close(ShippedJournal journal) {
    try {
      journal.close();
    } catch (IOException e) {
      LOG.warn("a journal could not be closed: {}", e.toString());
    }
  }
}
