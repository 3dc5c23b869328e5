package io.sparkrecorder.failuremap.results;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes JSON documents for programs and people. */
final class Documents {
  private static final JSON JSON_TEXT = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

  private Documents() {}

  static byte[] json(Map<String, ?> map) {
    try {
      return (JSON_TEXT.asString(map) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
