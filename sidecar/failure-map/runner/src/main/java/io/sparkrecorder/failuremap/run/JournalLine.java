package io.sparkrecorder.failuremap.run;

import com.fasterxml.jackson.jr.ob.JSON;
import io.sparkrecorder.failuremap.outcome.JournalEnd;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A line that the job prints about its progress. */
record JournalLine(Map<String, Object> fields) {
  private static final String PREFIX = "failure-map {";

  /** The lines of the job among the lines of the driver's output; the last one may be torn. */
  static List<JournalLine> among(List<String> output) {
    return output.stream()
        .filter(line -> line.startsWith(PREFIX))
        .map(line -> line.substring(PREFIX.length() - 1))
        .map(JournalLine::parse)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<JournalLine> parse(String json) {
    try {
      return Optional.of(new JournalLine(JSON.std.mapFrom(json)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  String event() {
    return text("event");
  }

  boolean is(String event, String cell, int number) {
    return event().equals(event) && text("cell").equals(cell) && number("try") == number;
  }

  long millis() {
    return number("millis");
  }

  String text(String name) {
    return fields.get(name) instanceof String text ? text : "";
  }

  private long number(String name) {
    return fields.get(name) instanceof Number number ? number.longValue() : 0;
  }

  private boolean flag(String name) {
    return fields.get(name) instanceof Boolean flag && flag;
  }

  /** The facts of a line with the event {@code end}. */
  JournalEnd end() {
    return new JournalEnd(
        millis(),
        number("wallMillis"),
        flag("late"),
        text("plan"),
        text("error"),
        number("rows"),
        flag("right"));
  }
}
