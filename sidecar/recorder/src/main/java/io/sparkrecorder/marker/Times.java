package io.sparkrecorder.marker;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Times in documents: ISO-8601, UTC. */
final class Times {
  private Times() {}

  static Instant parse(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new MalformedDocument("expected a time such as 2026-01-31T12:00:00Z: " + text);
    }
  }
}
