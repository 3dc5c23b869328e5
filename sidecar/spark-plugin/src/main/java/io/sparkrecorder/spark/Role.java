package io.sparkrecorder.spark;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/** The two kinds of JVM of an application, and where each looks for its environment. */
enum Role {
  DRIVER,
  EXECUTOR;

  /**
   * A variable of the process, or else its value in the configuration: in client mode and on Glue
   * the driver's process lacks it.
   */
  Optional<String> variable(String name, Map<String, String> environment, SparkConf conf) {
    return Stream.concat(
            Stream.of(Optional.ofNullable(environment.get(name))),
            prefixes().stream().map(prefix -> Optional.ofNullable(conf.get(prefix + name, null))))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The name of this role's recording, as the charts give it to other agents. */
  String recordingName(String executorId) {
    return this == DRIVER ? "driver" : "executor-" + executorId.replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  /** Whether the context asks for this role. */
  boolean isEnabled(ProfilingContext context) {
    return this == DRIVER ? context.driverEnabled() : context.executorEnabled();
  }

  private List<String> prefixes() {
    return this == DRIVER
        ? List.of("spark.kubernetes.driverEnv.", "spark.yarn.appMasterEnv.")
        : List.of("spark.executorEnv.");
  }
}
