package io.sparkrecorder.report.read;

import io.sparkrecorder.report.fold.Series;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the JVM of a pod tells about itself over time. */
public final class PodSeries {
  private final Map<String, Series> series = new LinkedHashMap<>();
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long lastHeapAt = Long.MIN_VALUE;
  private long lastHeap = -1;
  private long heapMax = -1;
  private long memoryLimit = -1;
  private double pausesMs;
  private boolean collected;
  private long throttledBefore = -1;

  /**
   * Writes what {@link #read} reads.
   *
   * @param points whether to write the points of the series, or only what is known of all of them
   */
  public void write(DataOutput out, boolean points) throws IOException {
    out.writeLong(first);
    out.writeLong(last);
    out.writeLong(lastHeapAt);
    out.writeLong(lastHeap);
    out.writeLong(heapMax);
    out.writeLong(memoryLimit);
    out.writeDouble(pausesMs);
    out.writeBoolean(collected);
    out.writeInt(points ? series.size() : 0);
    if (points) {
      for (Series one : series.values()) {
        one.write(out);
      }
    }
  }

  /** Reads the series of a pod whose recordings were all read. */
  public static PodSeries read(DataInput in) throws IOException {
    PodSeries pod = new PodSeries();
    pod.first = in.readLong();
    pod.last = in.readLong();
    pod.lastHeapAt = in.readLong();
    pod.lastHeap = in.readLong();
    pod.heapMax = in.readLong();
    pod.memoryLimit = in.readLong();
    pod.pausesMs = in.readDouble();
    pod.collected = in.readBoolean();
    int count = in.readInt();
    for (int index = 0; index < count; index++) {
      Series one = Series.read(in);
      pod.series.put(one.name(), one);
    }
    return pod;
  }

  void seen(long epochMs) {
    first = Math.min(first, epochMs);
    last = Math.max(last, epochMs);
  }

  void heap(long at, boolean afterCollection, long used, long committed, long reserved) {
    if (at >= lastHeapAt) {
      lastHeapAt = at;
      lastHeap = used;
    }
    add("heapUsed", "bytes", Series.Merge.MAX, at, (double) used);
    if (afterCollection) {
      add("heapCommitted", "bytes", Series.Merge.MAX, at, (double) committed);
      heapMax(at, reserved);
    }
  }

  void heapMax(long at, long bytes) {
    heapMax = Math.max(heapMax, bytes);
    add("heapMax", "bytes", Series.Merge.MAX, at, (double) bytes);
  }

  void pause(long at, double milliseconds) {
    collected = true;
    pausesMs += milliseconds;
    add("gcPause", "ms", Series.Merge.SUM, at, milliseconds);
  }

  void cpu(long at, double jvm, double machine) {
    add("cpuJvm", "share", Series.Merge.MAX, at, jvm);
    add("cpuMachine", "share", Series.Merge.MAX, at, machine);
  }

  void resident(long at, long bytes) {
    add("rss", "bytes", Series.Merge.MAX, at, (double) bytes);
  }

  void memoryLimit(long at, long bytes) {
    // Without a limit the kernel tells a number near 2^63.
    if (bytes > 0 && bytes < 1L << 60) {
      memoryLimit = bytes;
      add("memoryLimit", "bytes", Series.Merge.LAST, at, (double) bytes);
    }
  }

  /** Takes the time throttled since the container's start. */
  void throttled(long at, double totalMs) {
    if (throttledBefore >= 0 && totalMs >= throttledBefore) {
      add("throttled", "ms", Series.Merge.SUM, at, totalMs - throttledBefore);
    }
    throttledBefore = (long) totalMs;
  }

  private void add(String name, String unit, Series.Merge merge, long at, double value) {
    series.computeIfAbsent(name, absent -> new Series(name, unit, merge)).add(at, value);
  }

  public Collection<Series> all() {
    return series.values();
  }

  /** The first event's time in milliseconds. */
  public Optional<Long> first() {
    return first == Long.MAX_VALUE ? Optional.empty() : Optional.of(first);
  }

  /** The last event's time in milliseconds. */
  public Optional<Long> last() {
    return last == Long.MIN_VALUE ? Optional.empty() : Optional.of(last);
  }

  public Optional<Long> lastHeapBytes() {
    return known(lastHeap);
  }

  public Optional<Long> heapMaxBytes() {
    return known(heapMax);
  }

  public Optional<Long> memoryLimitBytes() {
    return known(memoryLimit);
  }

  private static Optional<Long> known(long value) {
    return value < 0 ? Optional.empty() : Optional.of(value);
  }

  /** The share of the recorded time that the JVM stood still for garbage collection. */
  public Optional<Double> gcShare() {
    return collected && last > first
        ? Optional.of(Math.min(1, pausesMs / (last - first)))
        : Optional.empty();
  }
}
