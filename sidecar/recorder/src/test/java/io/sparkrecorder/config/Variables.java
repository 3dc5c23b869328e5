package io.sparkrecorder.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** Environments as a pod's container has them. */
final class Variables {
  private Variables() {}

  /** The least that a driver is told. */
  static Map<String, String> driver() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("RECORDER_APP", "spark-3f2a");
    variables.put("RECORDER_ROLE", "driver");
    variables.put("RECORDER_POD", "pi-driver");
    variables.put("RECORDER_POD_UID", "7d0c");
    variables.put("RECORDER_S3_BUCKET", "team-a");
    return variables;
  }

  /** The least that an executor is told. */
  static Map<String, String> executor() {
    Map<String, String> variables = driver();
    variables.remove("RECORDER_S3_BUCKET");
    variables.put("RECORDER_ROLE", "executor");
    variables.put("RECORDER_EXECUTOR_ID", "1");
    return variables;
  }

  static Map<String, String> driver(String name, String value) {
    Map<String, String> variables = driver();
    variables.put(name, value);
    return variables;
  }
}
