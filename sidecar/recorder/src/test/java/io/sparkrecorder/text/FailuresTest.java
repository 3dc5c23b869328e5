package io.sparkrecorder.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  @Test
  void message_is_the_failures_own() {
    assertThat(Failures.message(new IOException("no space left on device")))
        .isEqualTo("no space left on device");
  }

  @Test
  void failure_without_message_gives_its_kind() {
    assertThat(Failures.message(new EOFException())).isEqualTo("java.io.EOFException");
  }

  @Test
  void cause_is_the_failure_of_the_task() {
    IOException failure = new IOException("disk");

    assertThat(Failures.cause(new ExecutionException(failure))).isSameAs(failure);
  }

  @Test
  void execution_without_cause_is_its_own_cause() {
    ExecutionException bare = new ExecutionException("bare", null);

    assertThat(Failures.cause(bare)).isSameAs(bare);
  }
}
