package io.sparkrecorder.failuremap.outcome;

import com.fasterxml.jackson.jr.ob.JSON;
import io.sparkrecorder.report.eventlog.EventLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Shortens the event log of a real application to a sample for tests: it keeps whole events,
 * without the fields that no reader needs.
 *
 * <p>Arguments: event log and output file. {@code src/test/resources/eventlogs/README.md} has the
 * whole command.
 */
final class EventLogSample {
  private static final Set<String> DROPPED =
      Set.of(
          "Accumulables",
          "Accumulator Updates",
          "Stage Infos",
          "Stack Trace",
          "Full Stack Trace",
          "Executor Info",
          "Updated Blocks",
          "Input Metrics",
          "Output Metrics",
          "Shuffle Write Metrics",
          "Push Based Shuffle",
          "physicalPlanDescription",
          "sparkPlanInfo",
          "details",
          "modifiedConfigs",
          "jobTags");

  private EventLogSample() {}

  public static void main(String[] args) throws IOException {
    List<String> kept = new ArrayList<>();
    try (InputStream in = Files.newInputStream(Path.of(args[0]));
        EventLines lines = new EventLines(in)) {
      lines.forEach(
          (event, line) -> {
            if (ApplicationLogReader.EVENTS.contains(event)) {
              kept.add(JSON.std.asString(shortened(JSON.std.mapFrom(line))));
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Files.writeString(Path.of(args[1]), String.join("\n", kept) + "\n");
  }

  private static Map<String, Object> shortened(Map<?, ?> object) {
    Map<String, Object> kept = new LinkedHashMap<>();
    object.forEach(
        (name, value) -> {
          if (!DROPPED.contains(name.toString())) {
            kept.put(name.toString(), value(name.toString(), value));
          }
        });
    kept.values().removeIf(value -> value == null || value.equals(0) || value.equals(false));
    return kept;
  }

  private static Object value(String name, Object value) {
    if (name.equals("Properties")) {
      Map<Object, Object> properties = new LinkedHashMap<>((Map<?, ?>) value);
      properties.keySet().retainAll(Set.of("failureMap.run", "spark.sql.execution.id"));
      return properties;
    }
    if (name.endsWith("Executor Metrics")) {
      Map<Object, Object> metrics = new LinkedHashMap<>((Map<?, ?>) value);
      metrics.keySet().retainAll(Set.of("JVMHeapMemory", "ProcessTreeJVMRSSMemory"));
      return metrics;
    }
    return value instanceof Map<?, ?> child ? shortened(child) : value;
  }
}
