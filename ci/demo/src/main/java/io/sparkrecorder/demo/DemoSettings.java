package io.sparkrecorder.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The settings of the demo.
 *
 * @param folder DEMO_DIR, the folder for all files
 * @param keep KEEP=1 keeps the S3 server running after the end
 * @param jobTime DEMO_SECONDS, how long the job continues after its first round
 * @param spark SPARK_HOME and SPARK_JAVA_HOME
 * @param javaOptions DEMO_JAVA_OPTIONS, more options of driver and executors, separated by blanks;
 *     {@code {{SPOOL}}} stands for the pod's spool and {@code {{POD}}} for its label
 */
record DemoSettings(
    Path folder,
    boolean keep,
    Duration jobTime,
    SparkInstallation spark,
    List<String> javaOptions) {
  static DemoSettings from(Map<String, String> environment, Project project) {
    String folder = environment.getOrDefault("DEMO_DIR", "");
    return new DemoSettings(
        folder.isEmpty() ? project.root().resolve("ci/demo/target/demo") : Path.of(folder),
        environment.getOrDefault("KEEP", "").equals("1"),
        Duration.ofSeconds(Long.parseLong(environment.getOrDefault("DEMO_SECONDS", "15"))),
        SparkInstallation.find(environment, project),
        Stream.of(environment.getOrDefault("DEMO_JAVA_OPTIONS", "").split(" +"))
            .filter(option -> !option.isEmpty())
            .toList());
  }
}
