package io.sparkrecorder.failuremap.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class JournalTest {
  @Test
  void event_is_one_line_whatever_its_text_holds() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new Journal(new PrintStream(out, true, UTF_8))
        .line("end")
        .with("rows", 3)
        .with("error", "a \"quoted\\\n\tline")
        .print();

    assertThat(out.toString(UTF_8))
        .startsWith("failure-map {\"event\":\"end\",\"millis\":")
        .endsWith(",\"rows\":3,\"error\":\"a \\\"quoted\\\\\\u000a\\u0009line\"}\n");
  }
}
