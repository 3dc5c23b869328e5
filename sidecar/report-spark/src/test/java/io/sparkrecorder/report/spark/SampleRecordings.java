package io.sparkrecorder.report.spark;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.testbed.Bucket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import jdk.jfr.Recording;

/**
 * Applications of many executors in a bucket. Their recordings are copies of a few real ones of
 * this JVM, with samples of CPU time.
 */
final class SampleRecordings {
  /** The executor whose work differs from that of all others. */
  static final int ODD = 7;

  /** The executor whose recording has been overwritten by something else. */
  static final int BROKEN = 9;

  /** The executor whose recording has another checksum than the manifest says. */
  static final int CHANGED = 12;

  private static final Duration WORK = Duration.ofMillis(700);
  private static final byte[] NO_RECORDING = "no recording".getBytes(StandardCharsets.UTF_8);

  private final List<byte[]> recordings = new ArrayList<>();
  private final Instant started;

  /** Records three JVMs' worth of work on threads that have the name of Spark's. */
  SampleRecordings(Path folder) throws IOException, InterruptedException {
    started = Instant.now();
    recordings.add(record(folder.resolve("a.jfr"), SampleRecordings::text));
    recordings.add(record(folder.resolve("b.jfr"), SampleRecordings::text));
    recordings.add(record(folder.resolve("odd.jfr"), SampleRecordings::sort));
  }

  private static byte[] record(Path file, Runnable work) throws IOException, InterruptedException {
    try (Recording jfr = new Recording()) {
      jfr.enable("jdk.CPUTimeSample").with("throttle", "5 ms");
      jfr.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
      jfr.enable("jdk.ObjectAllocationSample").with("throttle", "100/s");
      jfr.enable("jdk.CPULoad").withPeriod(Duration.ofMillis(200));
      jfr.enable("jdk.GCHeapSummary");
      jfr.start();
      Thread thread = new Thread(work, "Executor task launch worker-0");
      thread.start();
      thread.join();
      jfr.dump(file);
    }
    return Files.readAllBytes(file);
  }

  private static void text() {
    long end = System.nanoTime() + WORK.toNanos();
    StringBuilder text = new StringBuilder();
    while (System.nanoTime() - end < 0) {
      text.setLength(0);
      for (int number = 0; number < 1_000; number++) {
        text.append(number).append(Math.sqrt(number));
      }
    }
  }

  private static void sort() {
    long end = System.nanoTime() + WORK.toNanos();
    while (System.nanoTime() - end < 0) {
      int[] numbers = IntStream.range(0, 20_000).map(number -> number * 7_919 % 20_011).toArray();
      Arrays.sort(numbers);
    }
  }

  private byte[] recording(int executor) {
    return switch (executor) {
      case BROKEN -> NO_RECORDING;
      case ODD -> recordings.get(2);
      default -> recordings.get(executor % 2);
    };
  }

  /** Writes an application without a manifest. */
  void write(Bucket bucket, String prefix, String app, int executors) {
    IntStream.rangeClosed(1, executors)
        .parallel()
        .forEach(id -> bucket.write(key(prefix, app, id), recording(id)));
  }

  /** Writes an application with its manifest and event log. */
  void writeWhole(Bucket bucket, String prefix, String app, int executors) {
    write(bucket, prefix, app, executors);
    List<ManifestPod> pods =
        IntStream.rangeClosed(1, executors).mapToObj(id -> pod(prefix, app, id)).toList();
    Manifest manifest = new Manifest(app, "ns", started, Optional.empty(), pods);
    bucket.write("%s/recordings/%s/manifest.json".formatted(prefix, app), manifest.toJson());
    bucket.write(
        "%s/history/eventlog_v2_%s/events_1_%s".formatted(prefix, app, app),
        eventLog(app, executors).getBytes(StandardCharsets.UTF_8));
  }

  private static String key(String prefix, String app, int id) {
    return "%s/recordings/%s/executor-%d.%s/rec.jfr".formatted(prefix, app, id, uid(id));
  }

  private static String uid(int id) {
    return "00000000-0000-0000-0000-%012d".formatted(id);
  }

  private ManifestPod pod(String prefix, String app, int id) {
    byte[] bytes = recording(id);
    RecordedFile file =
        new RecordedFile(
            "rec.jfr",
            bytes.length,
            id == CHANGED ? Crc32c.EMPTY : Crc32c.of(bytes),
            "jfr",
            FileState.WHOLE,
            Optional.empty());
    return new ManifestPod(
        new PodRecord(
            "executor", Optional.of("" + id), "app-exec-" + id, uid(id), Optional.empty()),
        ManifestPodState.SEALED,
        Optional.empty(),
        Optional.of(id == ODD ? 137 : 0),
        Optional.of(started),
        Optional.of(started.plusSeconds(5)),
        List.of(ManifestFile.at(file, key(prefix, app, id))),
        List.of());
  }

  /** Three stages, one after the other, on every executor; on some, the first two overlap. */
  private String eventLog(String app, int executors) {
    StringBuilder log = new StringBuilder();
    long start = started.toEpochMilli();
    log.append(
        """
        {"Event":"SparkListenerApplicationStart","App Name":"many","App ID":"%s","Timestamp":%d}
        """
            .formatted(app, start));
    for (int id = 1; id <= executors; id++) {
      log.append(task(1, id, start, start + 500));
      log.append(task(2, id, start + (id % 3 == 0 ? 300 : 500), start + 1_500));
      log.append(task(3 + id % 20, id, start + 1_500, start + 4_000));
    }
    return log.toString();
  }

  private static String task(int stage, int executor, long launch, long finish) {
    return """
        {"Event":"SparkListenerTaskEnd","Stage ID":%d,"Stage Attempt ID":0,\
        "Task Info":{"Task ID":%d,"Launch Time":%d,"Executor ID":"%d","Finish Time":%d}}
        """
        .formatted(stage, stage * 10_000 + executor, launch, executor, finish);
  }
}
