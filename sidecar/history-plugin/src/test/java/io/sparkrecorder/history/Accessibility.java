package io.sparkrecorder.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;

/** Checks our part of the open page with axe; header and tabs are Spark's own. */
final class Accessibility {
  private Accessibility() {}

  static void check(Chromium chromium) throws Exception {
    try (InputStream in = Accessibility.class.getResourceAsStream("/axe.min.js")) {
      String axe = new String(in.readAllBytes(), UTF_8);
      JsonNode result =
          chromium.runAsync(
              axe
                  + ";var done = arguments[arguments.length - 1];"
                  + "axe.run('#recordings', {iframes: false}).then(done, done);");
      assertThat(result.path("passes").size()).as(result.toString()).isPositive();
      assertThat(result.path("violations"))
          .as(result.path("violations").toPrettyString())
          .isEmpty();
    }
  }
}
