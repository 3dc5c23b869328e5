package io.sparkrecorder.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingCallsTest {
  private final CountDownLatch stuck = new CountDownLatch(1);
  private final BlockingCalls calls = new BlockingCalls("the store", Duration.ofMillis(300));

  @AfterEach
  void release() {
    stuck.countDown();
  }

  @Test
  void call_returns_its_value() throws IOException {
    assertThat(calls.call("read", soon(), () -> "value")).isEqualTo("value");
    assertThat(calls.hangs()).isFalse();
  }

  @Test
  void exception_of_the_call_is_rethrown() {
    IOException failure = new IOException("no");
    assertThatThrownBy(
            () ->
                calls.call(
                    "read",
                    soon(),
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(calls.hangs()).isFalse();
  }

  @Test
  void hanging_call_is_abandoned_and_counted_until_it_returns() {
    assertThatExceptionOfType(HangingFileSystem.class)
        .isThrownBy(() -> calls.call("read", soon(), this::hang))
        .withMessage("the store does not answer within 0 s: read");
    assertThat(calls.hangs()).isTrue();

    stuck.countDown();

    await().until(() -> !calls.hangs());
  }

  @Test
  void earlier_deadline_wins_over_the_patience() {
    BlockingCalls patient = new BlockingCalls("the store", Duration.ofMinutes(1));
    long begin = System.nanoTime();
    assertThatExceptionOfType(HangingFileSystem.class)
        .isThrownBy(() -> patient.call("read", Deadline.in(Duration.ofMillis(200)), this::hang))
        .withMessage("the store does not answer in the time that is left: read");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void many_hanging_calls_occupy_few_threads() {
    for (int call = 0; call < BlockingCalls.MOST_ABANDONED; call++) {
      assertThatExceptionOfType(HangingFileSystem.class)
          .isThrownBy(() -> calls.call("read", Deadline.in(Duration.ofMillis(1)), this::hang));
    }
    AtomicReference<String> ran = new AtomicReference<>();
    assertThatExceptionOfType(HangingFileSystem.class)
        .isThrownBy(() -> calls.run("read", soon(), () -> ran.set("yes")));
    assertThat(ran).hasValue(null);
  }

  private String hang() throws IOException {
    try {
      stuck.await();
      return "late";
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(30));
  }
}
