package io.sparkrecorder.failuremap.run;

import io.sparkrecorder.failuremap.experiment.Attempt;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.model.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The arguments of spark-submit for an application on this machine. */
record LocalSettings(Experiment experiment, Shape shape, Path folder, Path jar) {
  private static final long MIB = 1L << 20;

  /** Keeps the JVMs predictable on a machine with few cores. */
  private static final String JVM = "-XX:+UseSerialGC";

  List<String> arguments(List<Attempt> attempts) {
    long heap = shape.heapBytes() / MIB;
    List<String> words =
        new ArrayList<>(
            List.of(
                "--master",
                "local-cluster[%d,%d,%d]".formatted(shape.executors(), shape.cores(), heap),
                "--driver-memory",
                experiment.driverMemoryBytes() / MIB + "m",
                "--driver-java-options",
                JVM));
    settings(heap).forEach((name, value) -> words.addAll(List.of("--conf", name + "=" + value)));
    words.addAll(List.of("--class", JobSettings.MAIN, jar.toString()));
    words.add("--end-with-input");
    words.addAll(JobSettings.arguments(experiment, shape, attempts));
    return List.copyOf(words);
  }

  private Map<String, String> settings(long heapMib) {
    Map<String, String> settings = new TreeMap<>(JobSettings.spark(experiment));
    settings.put("spark.executor.memory", heapMib + "m");
    settings.put("spark.executor.cores", "" + shape.cores());
    settings.put("spark.executor.extraJavaOptions", JVM + recording());
    // An executor that dies is replaced, however many died before.
    settings.put("spark.deploy.maxExecutorRetries", "-1");
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put("spark.local.dir", folder.resolve("tmp").toString());
    settings.put("spark.sql.warehouse.dir", folder.resolve("tmp").toString());
    settings.put("spark.eventLog.dir", eventLogs(folder).toUri().toString());
    return settings;
  }

  private String recording() {
    return experiment.recordings()
        ? " -XX:StartFlightRecording:settings=%s,dumponexit=true,filename=%s -Xlog:jfr+startup=off"
            .formatted(profile(folder), recording(folder, "{{EXECUTOR_ID}}"))
        : "";
  }

  /** Prepares an application's folder: what its JVMs read, and the folders that they write to. */
  static void prepare(Path folder) throws IOException {
    Files.createDirectories(eventLogs(folder));
    Files.createDirectories(recordings(folder));
    try (InputStream profile =
        Objects.requireNonNull(LocalSettings.class.getResourceAsStream("spark.jfc"))) {
      Files.copy(profile, profile(folder), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** JFR's profile: that of the charts, because JFR's own profiles cost about 10 % of CPU time. */
  private static Path profile(Path folder) {
    return folder.resolve("spark.jfc");
  }

  static Path eventLogs(Path folder) {
    return folder.resolve("eventlog");
  }

  static Path recording(Path folder, String executor) {
    return recordings(folder).resolve("executor-%s.jfr".formatted(executor));
  }

  private static Path recordings(Path folder) {
    return folder.resolve("recordings");
  }
}
