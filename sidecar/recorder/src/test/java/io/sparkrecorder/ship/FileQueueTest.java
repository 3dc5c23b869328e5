package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileQueueTest {
  @TempDir Path root;
  private final Scratch scratch = Scratch.open(List.of());
  private final List<Thread> threads = new ArrayList<>();
  private final FileQueue queue = new FileQueue(Deadline.in(Duration.ofMinutes(1)));

  @AfterEach
  void close() {
    threads.forEach(Thread::interrupt);
    scratch.close();
  }

  @Test
  void smallest_waiting_file_of_all_pods_is_first() throws Exception {
    queue.add(pod("1", 30, 10));
    queue.add(pod("2", 20, 40));
    fill(queue);

    assertThat(List.of(bytes(), bytes(), bytes(), bytes())).containsExactly(10L, 20L, 30L, 40L);
  }

  @Test
  void queue_is_idle_once_every_taken_file_is_done() throws Exception {
    assertThat(queue.idle()).isTrue();
    queue.add(pod("1", 10, FileQueue.LARGE));
    assertThat(queue.idle()).isFalse();
    fill(queue);

    FileQueue.WaitingFile small = queue.take();
    FileQueue.WaitingFile large = queue.take();
    queue.done(large);
    assertThat(queue.idle()).isFalse();

    queue.done(small);
    assertThat(queue.idle()).isTrue();
  }

  @Test
  void file_that_is_queued_already_is_not_queued_again() throws Exception {
    PodUpload pod = pod("1", 10);
    queue.add(pod);
    queue.add(pod);
    fill(queue);

    queue.done(queue.take());

    assertThat(queue.idle()).isTrue();
  }

  @Test
  void large_files_that_fill_their_room_delay_no_small_file() throws Exception {
    queue.add(pod("1", LongStream.range(0, FileQueue.MOST_LARGE + 1).map(_ -> FileQueue.LARGE)));
    fill(queue);
    queue.add(pod("2", 10));

    List<Long> taken = new ArrayList<>();
    for (int file = 0; file < FileQueue.MOST_LARGE + 1; file++) {
      taken.add(bytes());
    }

    assertThat(taken).contains(10L);
  }

  @Test
  void file_beyond_the_room_waits_until_another_one_is_done() throws Exception {
    queue.add(pod("1", LongStream.range(0, FileQueue.MOST_SMALL + 1)));
    fill(queue);
    FileQueue.WaitingFile first = queue.take();
    for (int file = 1; file < FileQueue.MOST_SMALL; file++) {
      bytes();
    }
    List<Long> last = new ArrayList<>();
    Thread taker = start(() -> last.add(bytes()));
    await().until(() -> taker.getState() != Thread.State.RUNNABLE);
    assertThat(taker.getState()).isEqualTo(Thread.State.WAITING);

    queue.done(first);
    taker.join();

    assertThat(last).containsExactly((long) FileQueue.MOST_SMALL);
  }

  @Test
  void nothing_is_queued_after_the_deadline() throws Exception {
    FileQueue late = new FileQueue(Deadline.in(Duration.ZERO));
    late.add(pod("1", 10, FileQueue.LARGE));

    fill(late);

    assertThat(late.idle()).isTrue();
  }

  /** Starts to fill the queue, and waits until nothing more can be queued. */
  private void fill(FileQueue filled) {
    Thread small = start(filled::fillSmall);
    Thread large = start(filled::fillLarge);
    await()
        .until(
            () ->
                small.getState() == Thread.State.WAITING
                    && large.getState() == Thread.State.WAITING);
  }

  private Thread start(Work work) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    work.run();
                  } catch (InterruptedException e) {
                    // the test has ended
                  }
                });
    threads.add(thread);
    return thread;
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private long bytes() throws InterruptedException {
    return queue.take().file().bytes();
  }

  private PodUpload pod(String executor, long... bytes) throws IOException {
    return pod(executor, LongStream.of(bytes));
  }

  private PodUpload pod(String executor, LongStream sizes) throws IOException {
    PodRecord pod =
        new PodRecord(
            "executor", Optional.of(executor), "exec", "uid-" + executor, Optional.empty());
    FileList.Writer files = new FileList.Writer(scratch);
    for (long bytes : sizes.toArray()) {
      files.file(
          new RecordedFile(
              "file-" + bytes, bytes, Crc32c.EMPTY, "other", FileState.WHOLE, Optional.empty()));
    }
    PodEntry entry = new PodEntry(pod);
    FileList list = files.done();
    entry.files(list, Outcomes.waiting(list.size()));
    return new PodUpload(entry, AppFolder.of(root, "app-1").pod(pod), null);
  }
}
