package io.sparkrecorder.report.read;

import java.time.Duration;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedObject;

/** Takes the measures of a JVM from its events. Environment and properties are never read. */
final class Measures {
  private static final double NANOS_PER_MS = 1e6;

  private final PodSeries series;
  private final Scope scope;

  Measures(PodSeries series, Scope scope) {
    this.series = series;
    this.scope = scope;
  }

  void take(String type, RecordedEvent event) {
    switch (type) {
      case "jdk.GCHeapSummary",
          "jdk.GarbageCollection",
          "jdk.CPULoad",
          "jdk.ResidentSetSize",
          "jdk.ContainerMemoryUsage",
          "jdk.ContainerConfiguration",
          "jdk.ContainerCPUThrottling",
          "jdk.GCHeapConfiguration" ->
          timed(type, event);
      default -> {
        // No other event is a measure.
      }
    }
  }

  private void timed(String type, RecordedEvent event) {
    long at = event.getStartTime().toEpochMilli();
    if (!scope.covers(at)) {
      return;
    }
    series.seen(at);
    switch (type) {
      case "jdk.GCHeapSummary" -> heap(at, event);
      case "jdk.GarbageCollection" -> {
        Duration pauses = event.getDuration("sumOfPauses");
        series.pause(at, pauses.toNanos() / NANOS_PER_MS);
      }
      case "jdk.CPULoad" ->
          series.cpu(
              at,
              event.getFloat("jvmUser") + event.getFloat("jvmSystem"),
              event.getFloat("machineTotal"));
      case "jdk.ResidentSetSize" -> series.resident(at, event.getLong("size"));
      case "jdk.ContainerMemoryUsage" -> series.resident(at, event.getLong("memoryUsage"));
      case "jdk.ContainerConfiguration" -> series.memoryLimit(at, event.getLong("memoryLimit"));
      case "jdk.ContainerCPUThrottling" ->
          series.throttled(at, event.getDuration("cpuThrottledTime").toNanos() / NANOS_PER_MS);
      default -> series.heapMax(at, event.getLong("maxSize"));
    }
  }

  private void heap(long at, RecordedEvent event) {
    RecordedObject space = event.getValue("heapSpace");
    series.heap(
        at,
        "After GC".equals(event.getString("when")),
        event.getLong("heapUsed"),
        space == null ? 0 : space.getLong("committedSize"),
        space == null ? 0 : space.getLong("reservedSize"));
  }
}
