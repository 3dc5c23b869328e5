package io.sparkrecorder.failuremap.cluster;

import java.util.Map;

/** The labels of each SparkApplication and pod of an experiment. Only these are ever deleted. */
final class Labels {
  static final String MAP = "spark-recorder/failure-map";
  static final String APPLICATION = "spark-recorder/failure-map-application";

  /** Labels that Spark sets. */
  static final String ROLE = "spark-role";

  static final String EXECUTOR = "spark-exec-id";
  static final String SPARK_APPLICATION = "spark-app-selector";

  private Labels() {}

  static Map<String, String> of(String experiment, String application) {
    return Map.of(MAP, experiment, APPLICATION, application);
  }
}
