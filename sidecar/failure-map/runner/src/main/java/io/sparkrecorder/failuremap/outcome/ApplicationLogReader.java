package io.sparkrecorder.failuremap.outcome;

import com.fasterxml.jackson.jr.ob.JSON;
import io.sparkrecorder.report.eventlog.EventLines;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the events of Spark 3.5 to 4.3 that tell how runs ended. */
public final class ApplicationLogReader {
  private static final String RUN = "failureMap.run";
  private static final int LONGEST = 4_000;

  /** The events that tell it; no other line is parsed. */
  static final Set<String> EVENTS =
      Set.of(
          "SparkListenerLogStart",
          "SparkListenerApplicationStart",
          "SparkListenerExecutorAdded",
          "SparkListenerExecutorRemoved",
          "SparkListenerJobStart",
          "SparkListenerJobEnd",
          "SparkListenerTaskEnd",
          "SparkListenerStageExecutorMetrics",
          "SparkListenerSQLExecutionStart",
          "SparkListenerSQLExecutionEnd");

  private final ApplicationLog log = new ApplicationLog();

  private ApplicationLogReader() {}

  /** Reads as much of a file as is readable: the driver may have ended at any time. */
  public static ApplicationLog read(InputStream file) throws IOException {
    ApplicationLogReader reader = new ApplicationLogReader();
    try (EventLines lines = new EventLines(file)) {
      lines.forEach(reader::event);
    }
    return reader.log;
  }

  private void event(String event, InputStream line) {
    if (!EVENTS.contains(event)) {
      return;
    }
    Node node;
    try {
      node = new Node(JSON.std.mapFrom(line));
    } catch (IOException e) {
      // Only the last line of a log that is still written can be torn.
      return;
    }
    take(event, node);
  }

  private void take(String event, Node node) {
    switch (event) {
      case "SparkListenerLogStart" -> log.version(node.text("Spark Version"));
      case "SparkListenerApplicationStart" -> log.application(node.text("App ID"));
      case "SparkListenerExecutorAdded" ->
          log.executorAdded(node.text("Executor ID"), node.number("Timestamp"));
      case "SparkListenerExecutorRemoved" ->
          log.executorRemoved(
              node.text("Executor ID"), node.number("Timestamp"), node.text("Removed Reason"));
      case "SparkListenerJobStart" -> job(node);
      case "SparkListenerJobEnd" -> jobEnd(node);
      case "SparkListenerTaskEnd" -> task(node);
      case "SparkListenerStageExecutorMetrics" ->
          log.measured(
              (int) node.number("Stage ID"),
              node.text("Executor ID"),
              peaks(node.node("Executor Metrics")));
      case "SparkListenerSQLExecutionStart" ->
          log.query(node.number("executionId"), node.text("description"));
      case "SparkListenerSQLExecutionEnd" ->
          log.queryEnd(node.number("executionId"), cut(node.text("errorMessage")));
      default -> throw new IllegalArgumentException(event);
    }
  }

  private void job(Node node) {
    String run = node.node("Properties").text(RUN);
    if (!run.isEmpty()) {
      log.job((int) node.number("Job ID"), node.numbers("Stage IDs"), run);
    }
  }

  private void jobEnd(Node node) {
    String message = node.node("Job Result").node("Exception").text("Message");
    if (!message.isEmpty()) {
      log.jobFailed((int) node.number("Job ID"), cut(message));
    }
  }

  private void task(Node node) {
    Node info = node.node("Task Info");
    Node metrics = node.node("Task Metrics");
    Node read = metrics.node("Shuffle Read Metrics");
    Node reason = node.node("Task End Reason");
    log.task(
        new TaskEnd(
            (int) node.number("Stage ID"),
            (int) info.number("Index"),
            (int) info.number("Attempt"),
            info.text("Executor ID"),
            reason.text("Reason"),
            reason.text("Class Name"),
            cut(message(reason)),
            reason.node("Block Manager Address").text("Executor ID"),
            info.number("Launch Time"),
            info.number("Finish Time"),
            metrics.number("JVM GC Time"),
            metrics.number("Peak Execution Memory"),
            metrics.number("Memory Bytes Spilled"),
            metrics.number("Disk Bytes Spilled"),
            read.number("Remote Bytes Read") + read.number("Local Bytes Read")),
        peaks(node.node("Task Executor Metrics")));
  }

  private static String message(Node reason) {
    return List.of("Description", "Loss Reason", "Message", "Kill Reason").stream()
        .map(reason::text)
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static Peaks peaks(Node metrics) {
    return new Peaks(metrics.number("JVMHeapMemory"), metrics.number("ProcessTreeJVMRSSMemory"));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }

  /** A JSON object whose fields may be missing. */
  private record Node(Map<?, ?> map) {
    String text(String name) {
      return map.get(name) instanceof String text ? text : "";
    }

    long number(String name) {
      return map.get(name) instanceof Number number ? number.longValue() : 0;
    }

    Node node(String name) {
      return map.get(name) instanceof Map<?, ?> child ? new Node(child) : new Node(Map.of());
    }

    List<Integer> numbers(String name) {
      return map.get(name) instanceof List<?> list
          ? list.stream()
              .filter(Number.class::isInstance)
              .map(n -> ((Number) n).intValue())
              .toList()
          : List.of();
    }
  }
}
