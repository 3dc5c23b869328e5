package io.sparkrecorder.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimedReadsTest {
  private static final int PLACES = 16;

  private final CountDownLatch answers = new CountDownLatch(1);
  private final TimedReads reads =
      TimedReads.of(new SparkConf(false).set(TimedReads.SETTING, "200ms"));

  @AfterEach
  void letAllCallsEnd() throws Exception {
    answers.countDown();
    await().ignoreExceptions().until(() -> reads.call(() -> true, late -> {}));
  }

  @Test
  void result_that_comes_too_late_is_handed_over_to_be_closed() {
    Queue<String> late = new ConcurrentLinkedQueue<>();

    assertThatThrownBy(() -> reads.call(() -> uninterrupted("a file"), late::add))
        .hasMessageContaining("did not answer within 0.2 seconds");
    assertThat(late).isEmpty();
    answers.countDown();

    await().untilAsserted(() -> assertThat(late).containsExactly("a file"));
  }

  @Test
  void result_in_time_is_the_callers_alone() throws Exception {
    Queue<String> late = new ConcurrentLinkedQueue<>();

    assertThat(reads.call(() -> "a file", late::add)).isEqualTo("a file");

    assertThat(late).isEmpty();
  }

  @Test
  void call_that_finds_every_place_taken_says_so_and_what_to_do() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      takeEveryPlace(threads);

      assertThatThrownBy(() -> reads.call(() -> "a file", late -> {}))
          .isInstanceOf(Unreadable.class)
          .hasMessageContaining("reads 16 documents and files of recordings already")
          .hasMessageContaining("Reload the page when other downloads have ended")
          .extracting(e -> ((Unreadable) e).status())
          .isEqualTo(503);
    } finally {
      threads.shutdownNow();
    }
  }

  private void takeEveryPlace(ExecutorService threads) throws InterruptedException {
    CountDownLatch taken = new CountDownLatch(PLACES);
    for (int i = 0; i < PLACES; i++) {
      threads.execute(
          () ->
              assertThatThrownBy(
                      () ->
                          reads.call(
                              () -> {
                                taken.countDown();
                                return uninterrupted("");
                              },
                              late -> {}))
                  .isInstanceOf(Unreadable.class));
    }
    taken.await();
  }

  @Test
  void file_is_closed_while_every_place_is_taken() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      takeEveryPlace(threads);
      CountDownLatch closed = new CountDownLatch(1);

      reads.close(closed::countDown);

      await().until(() -> closed.getCount() == 0);
    } finally {
      threads.shutdownNow();
    }
  }

  /** A call that an interrupt does not end, as a read from a socket is. */
  private String uninterrupted(String result) {
    boolean interrupted = false;
    while (true) {
      try {
        answers.await();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return result;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }
}
