package io.sparkrecorder.failuremap.job;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prints one line per event, so that a reader of the driver's output knows where the driver was
 * when it ended. A line is {@link #PREFIX} and a JSON object.
 */
final class Journal {
  static final String PREFIX = "failure-map ";
  private static final int LONGEST = 4_000;

  private final PrintStream out;

  Journal(PrintStream out) {
    this.out = out;
  }

  /** A line in the making. */
  final class Line {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    private Line(String event) {
      fields.put("event", event);
      fields.put("millis", System.currentTimeMillis());
    }

    Line with(String name, Object value) {
      fields.put(name, value);
      return this;
    }

    void print() {
      StringBuilder text = new StringBuilder(PREFIX).append('{');
      fields.forEach(
          (name, value) -> {
            text.append(text.charAt(text.length() - 1) == '{' ? "" : ",");
            quote(name, text);
            text.append(':');
            if (value instanceof Number || value instanceof Boolean) {
              text.append(value);
            } else {
              quote(value.toString(), text);
            }
          });
      synchronized (out) {
        out.println(text.append('}'));
        out.flush();
      }
    }
  }

  Line line(String event) {
    return new Line(event);
  }

  private static void quote(String value, StringBuilder into) {
    into.append('"');
    for (int at = 0; at < Math.min(value.length(), LONGEST); at++) {
      char character = value.charAt(at);
      if (character == '"' || character == '\\') {
        into.append('\\').append(character);
      } else if (character < ' ') {
        into.append(String.format("\\u%04x", (int) character));
      } else {
        into.append(character);
      }
    }
    into.append('"');
  }
}
