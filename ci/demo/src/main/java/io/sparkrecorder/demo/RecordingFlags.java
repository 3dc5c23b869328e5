package io.sparkrecorder.demo;

import java.nio.file.Path;
import java.util.List;

/** JVM flags that let a JVM record into its pod's spool, as the charts set them. */
final class RecordingFlags {
  private RecordingFlags() {}

  static List<String> into(Path spool, PodName pod) {
    return List.of(
        // The smallest chunks there are, so that some are finished while the short job still runs.
        "-XX:FlightRecorderOptions:repository=" + spool + ",maxchunksize=1M",
        "-XX:StartFlightRecording:filename=%s,settings=profile,dumponexit=true"
            .formatted(spool.resolve(pod.part() + ".jfr")),
        "-XX:ErrorFile=" + spool.resolve("hs_err_%p.log"),
        "-XX:+HeapDumpOnOutOfMemoryError",
        "-XX:HeapDumpPath=" + spool);
  }
}
