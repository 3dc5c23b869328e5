package io.sparkrecorder.config;

import java.time.Duration;
import java.util.Map;

/**
 * The times of a recorder that must agree with each other and with its pod.
 *
 * @param own terminationGracePeriodSeconds of its pod
 * @param executor terminationGracePeriodSeconds of the executors, by a driver's settings
 * @param upload expected duration of a driver's upload
 */
public record Graces(Duration own, Duration executor, Duration upload) {
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** Reads the environment of a recorder's container. Throws {@link BadSettings}. */
  public static Graces from(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    Graces graces =
        new Graces(
            environment.required(RecorderSettings.GRACE),
            environment.required(RecorderSettings.EXECUTOR_GRACE),
            environment.required(RecorderSettings.UPLOAD_TIME));
    environment.check();
    return graces;
  }

  /** The least grace of a driver: it waits for its executors, then uploads. */
  public Duration ofDriver() {
    return executor.plus(upload).plus(MARGIN);
  }
}
