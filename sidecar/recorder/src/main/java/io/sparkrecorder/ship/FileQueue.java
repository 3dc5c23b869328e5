package io.sparkrecorder.ship;

import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.util.Comparator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of many pods that wait for their upload, the smallest first. A bounded number of files
 * waits in the heap; large files have a queue of their own, so that they delay no small file of any
 * pod.
 */
final class FileQueue {
  private static final Logger LOG = LoggerFactory.getLogger(FileQueue.class);

  static final long LARGE = 16L << 20;
  static final int MOST_SMALL = 1_000;
  static final int MOST_LARGE = 32;

  private final Deadline deadline;
  private final PriorityBlockingQueue<WaitingFile> queue =
      new PriorityBlockingQueue<>(
          64,
          Comparator.<WaitingFile>comparingLong(file -> file.file().bytes())
              .thenComparing(file -> file.file().name()));
  private final BlockingQueue<PodUpload> small = new LinkedBlockingQueue<>();
  private final BlockingQueue<PodUpload> large = new LinkedBlockingQueue<>();
  private final Semaphore smallRoom = new Semaphore(MOST_SMALL);
  private final Semaphore largeRoom = new Semaphore(MOST_LARGE);

  /** Queued files, and pods whose files are still to be queued. */
  private final AtomicInteger busy = new AtomicInteger();

  /**
   * An empty queue.
   *
   * @param deadline time after which no file is queued
   */
  FileQueue(Deadline deadline) {
    this.deadline = deadline;
  }

  /** A file that waits in the heap. */
  record WaitingFile(PodUpload pod, int index, RecordedFile file) {}

  /** Adds the files of a pod that wait; {@link #fillSmall} and {@link #fillLarge} queue them. */
  void add(PodUpload pod) {
    busy.incrementAndGet();
    small.add(pod);
  }

  /** Takes the smallest file, as soon as there is one. {@link #done} must follow. */
  WaitingFile take() throws InterruptedException {
    return queue.take();
  }

  /** Notes that a taken file needs its room no more. */
  void done(WaitingFile file) {
    (file.file().bytes() >= LARGE ? largeRoom : smallRoom).release();
    busy.decrementAndGet();
  }

  /** Tells whether nothing waits, and every taken file is done. */
  boolean idle() {
    return busy.get() == 0;
  }

  /** Queues the small files of one pod after the other, until it is interrupted. */
  void fillSmall() throws InterruptedException {
    fill(small, false);
  }

  /** Does the same as {@link #fillSmall} with the large files of pods that have any. */
  void fillLarge() throws InterruptedException {
    fill(large, true);
  }

  private void fill(BlockingQueue<PodUpload> pods, boolean larges) throws InterruptedException {
    while (true) {
      PodUpload pod = pods.take();
      try {
        if (!deadline.passed()) {
          queue(pod, larges);
        }
      } catch (IOException | RuntimeException | Error e) {
        LOG.error("files of {} are not sent", pod.entry().pod().pod(), e);
        pod.entry().unreadable(Reasons.of(e));
      } finally {
        busy.decrementAndGet();
      }
    }
  }

  private void queue(PodUpload pod, boolean larges) throws IOException, InterruptedException {
    boolean[] more = {false};
    InterruptedException[] interrupted = {null};
    pod.files()
        .read(
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
    if (pod.outcomes().queue(index)) {
      room.acquire();
      busy.incrementAndGet();
      queue.add(new WaitingFile(pod, index, file));
    }
  }
}
