package io.sparkrecorder.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What a person may set.
 *
 * @param folder DEMO_DIR, where everything is kept
 * @param keep KEEP=1: the S3 server goes on after the end
 * @param jobTime DEMO_SECONDS, how long the job goes on after its first round
 * @param spark SPARK_HOME and SPARK_JAVA_HOME
 */
record DemoSettings(Path folder, boolean keep, Duration jobTime, SparkInstallation spark) {
  static DemoSettings from(Map<String, String> environment, Project project) {
    String folder = environment.getOrDefault("DEMO_DIR", "");
    return new DemoSettings(
        folder.isEmpty() ? project.root().resolve("ci/demo/target/demo") : Path.of(folder),
        environment.getOrDefault("KEEP", "").equals("1"),
        Duration.ofSeconds(Long.parseLong(environment.getOrDefault("DEMO_SECONDS", "15"))),
        SparkInstallation.find(environment, project));
  }
}
