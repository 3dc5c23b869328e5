package io.sparkrecorder.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.marker.MalformedDocument;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReasonsTest {
  @Test
  void message_that_is_complete_stands_alone() {
    assertThat(Reasons.of(new MalformedDocument("expected a JSON object")))
        .isEqualTo("expected a JSON object");
  }

  @Test
  void other_failure_bears_its_kind() {
    assertThat(Reasons.of(new IOException("disk"))).isEqualTo("IOException: disk");
  }

  @Test
  void failure_without_message_is_its_kind() {
    assertThat(Reasons.of(new OutOfMemoryError())).isEqualTo("OutOfMemoryError");
  }
}
