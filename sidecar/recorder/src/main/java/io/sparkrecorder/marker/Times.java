package io.sparkrecorder.marker;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Times in documents: ISO-8601, UTC. */
final class Times {
  /** Years have four digits. */
  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

  private Times() {}

  static Instant parse(String text) {
    try {
      Instant time = Instant.parse(text);
      if (time.isBefore(Instant.EPOCH) || !time.isBefore(END)) {
        throw expected(text);
      }
      return time;
    } catch (DateTimeParseException e) {
      throw expected(text);
    }
  }

  private static MalformedDocument expected(String text) {
    return new MalformedDocument(
        "expected a time such as 2026-01-31T12:00:00Z: " + Checks.line(text, 60));
  }
}
