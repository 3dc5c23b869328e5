package io.sparkrecorder.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** JVM flags that make a JVM record into its pod's spool, as the charts set them. */
final class RecordingFlags {
  /**
   * Events with environment, properties and command lines are disabled, because they often hold
   * secrets.
   */
  private static final List<String> LEFT_OUT =
      List.of(
          "InitialEnvironmentVariable",
          "InitialSystemProperty",
          "InitialSecurityProperty",
          "SecurityPropertyModification",
          "JVMInformation",
          "JavaAgent",
          "NativeAgent",
          "StringFlag",
          "StringFlagChanged",
          "SystemProcess",
          "ProcessStart");

  private RecordingFlags() {}

  static List<String> into(Path spool, PodName pod) {
    return List.of(
        // JFR's smallest chunk size, so that some chunks finish while the short job still runs.
        "-XX:FlightRecorderOptions:repository=" + spool + ",maxchunksize=1M",
        "-XX:StartFlightRecording:filename=%s,settings=profile,dumponexit=true%s"
            .formatted(spool.resolve(pod.label() + ".jfr"), leftOut()),
        "-XX:ErrorFile=" + spool.resolve("hs_err_%p.log"),
        "-XX:+HeapDumpOnOutOfMemoryError",
        "-XX:HeapDumpPath=" + spool);
  }

  private static String leftOut() {
    return LEFT_OUT.stream().map(",+jdk.%s#enabled=false"::formatted).collect(Collectors.joining());
  }
}
