package io.sparkrecorder.report.eventlog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the files of an event log in their order. A line that cannot be read is skipped. */
public final class EventLogReader {
  private static final int LONGEST_NAME = 300;
  private static final int LONGEST_TEXT = 500;
  private static final String QUERY = "spark.sql.execution.id";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(200)
                  .maxNameLength(10_000)
                  .maxStringLength(1 << 20)
                  .build())
          .build();

  private final EventLog log = new EventLog();
  private long skipped;

  /**
   * Reads a file; what was read stays if it breaks off.
   *
   * @param name its name, for remarks
   */
  public void read(String name, Path file) {
    try (EventLines lines = new EventLines(file)) {
      read(name, lines);
    } catch (IOException | RuntimeException e) {
      log.note("Event log %s cannot be read: %s".formatted(name, Failures.message(e)));
    }
  }

  private void read(String name, EventLines lines) {
    try {
      lines.forEach(this::line);
      if (lines.cut()) {
        log.note("Event log %s: only its first 8 GiB were read.".formatted(name));
      }
    } catch (IOException | RuntimeException e) {
      log.note(
          "Event log %s breaks off after %d complete lines: %s"
              .formatted(name, lines.complete(), Failures.message(e)));
    }
  }

  /** The facts of all files that were read. */
  public EventLog finish() {
    if (skipped > 0) {
      log.note("%d lines of the event log cannot be read.".formatted(skipped));
    }
    log.finish();
    return log;
  }

  private void line(String event, InputStream line) throws IOException {
    if (isRead(event)) {
      parse(event, line);
    }
  }

  private static boolean isRead(String event) {
    return switch (event) {
      case "SparkListenerLogStart",
          "SparkListenerApplicationStart",
          "SparkListenerApplicationEnd",
          "SparkListenerExecutorAdded",
          "SparkListenerExecutorRemoved",
          "SparkListenerStageSubmitted",
          "SparkListenerStageCompleted",
          "SparkListenerJobStart",
          "SparkListenerTaskStart",
          "SparkListenerTaskEnd",
          "SparkListenerSQLExecutionStart" ->
          true;
      default -> false;
    };
  }

  private void parse(String event, InputStream line) throws IOException {
    Map<String, Object> fields = new HashMap<>();
    try (JsonParser parser = JSON.createParser(line)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        object(parser, "", fields);
      }
    } catch (IOException | RuntimeException e) {
      skipped++;
      return;
    }
    try {
      take(event, fields);
    } catch (RuntimeException e) {
      skipped++;
    }
  }

  /** Keeps the fields that are used, under their path. */
  private static void object(JsonParser parser, String path, Map<String, Object> fields)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = path + parser.currentName();
      JsonToken value = parser.nextToken();
      switch (value) {
        case START_OBJECT -> {
          if (name.equals("Stage Info") || name.equals("Task Info") || name.equals("Properties")) {
            object(parser, name + "/", fields);
          } else {
            parser.skipChildren();
          }
        }
        case START_ARRAY -> {
          if (name.equals("Stage IDs")) {
            fields.put(name, numbers(parser));
          } else {
            parser.skipChildren();
          }
        }
        case VALUE_NUMBER_INT -> fields.put(name, parser.getLongValue());
        case VALUE_STRING -> {
          if (!name.startsWith("Properties/") || name.endsWith("/" + QUERY)) {
            fields.put(name, cut(parser.getText()));
          }
        }
        default -> {
          // No other value is used.
        }
      }
    }
  }

  private static List<Integer> numbers(JsonParser parser) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && numbers.size() < 100_000) {
        numbers.add(parser.getIntValue());
      } else {
        parser.skipChildren();
      }
    }
    return numbers;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
  }

  private void take(String event, Map<String, Object> fields) {
    switch (event) {
      case "SparkListenerLogStart" -> log.version(text(fields, "Spark Version"));
      case "SparkListenerApplicationStart" ->
          log.application(
              text(fields, "App ID"), text(fields, "App Name"), number(fields, "Timestamp"));
      case "SparkListenerApplicationEnd" -> log.applicationEnd(number(fields, "Timestamp"));
      case "SparkListenerExecutorAdded" ->
          log.executorAdded(text(fields, "Executor ID"), number(fields, "Timestamp"));
      case "SparkListenerExecutorRemoved" ->
          log.executorRemoved(
              text(fields, "Executor ID"),
              number(fields, "Timestamp"),
              text(fields, "Removed Reason"));
      case "SparkListenerStageSubmitted", "SparkListenerStageCompleted" -> stage(fields);
      case "SparkListenerJobStart" -> job(fields);
      case "SparkListenerTaskStart", "SparkListenerTaskEnd" -> task(event, fields);
      case "SparkListenerSQLExecutionStart" ->
          log.query(number(fields, "executionId"), text(fields, "description"));
      default -> throw new IllegalArgumentException(event);
    }
  }

  private void stage(Map<String, Object> fields) {
    String name = text(fields, "Stage Info/Stage Name");
    log.stage(
        new Stage(
            (int) number(fields, "Stage Info/Stage ID"),
            (int) number(fields, "Stage Info/Stage Attempt ID")),
        new EventLog.StageInfo(
            name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name,
            optional(fields, "Stage Info/Submission Time"),
            optional(fields, "Stage Info/Completion Time")));
  }

  @SuppressWarnings("unchecked")
  private void job(Map<String, Object> fields) {
    if (fields.get("Properties/" + QUERY) instanceof String query
        && fields.get("Stage IDs") instanceof List<?> ids) {
      log.job((List<Integer>) ids, Long.parseLong(query));
    }
  }

  private void task(String event, Map<String, Object> fields) {
    Stage stage =
        new Stage((int) number(fields, "Stage ID"), (int) optional(fields, "Stage Attempt ID"));
    long task = number(fields, "Task Info/Task ID");
    String executor = text(fields, "Task Info/Executor ID");
    long start = number(fields, "Task Info/Launch Time");
    if (event.equals("SparkListenerTaskStart")) {
      log.taskStart(task, executor, stage, start);
    } else {
      log.taskEnd(task, executor, stage, start, number(fields, "Task Info/Finish Time"));
    }
  }

  private static String text(Map<String, Object> fields, String name) {
    return fields.get(name) instanceof String text ? text : "";
  }

  private static long number(Map<String, Object> fields, String name) {
    if (fields.get(name) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException("no number " + name);
  }

  private static long optional(Map<String, Object> fields, String name) {
    return fields.get(name) instanceof Long number ? number : 0;
  }
}
