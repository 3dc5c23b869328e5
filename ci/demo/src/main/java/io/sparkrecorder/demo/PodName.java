package io.sparkrecorder.demo;

import java.time.Duration;
import java.util.Optional;

/**
 * The name of a pod of the demo, and the values that follow from its role.
 *
 * @param executorId empty for the driver
 */
record PodName(Optional<String> executorId) {
  private static final Duration DRIVER_GRACE = Duration.ofSeconds(60);
  static final Duration EXECUTOR_GRACE = Duration.ofSeconds(30);

  static PodName driver() {
    return new PodName(Optional.empty());
  }

  static PodName executor(String id) {
    return new PodName(Optional.of(id));
  }

  String role() {
    return executorId.isPresent() ? "executor" : "driver";
  }

  /** The name of its folder in S3. */
  String label() {
    return executorId.map(id -> "executor-" + id).orElse("driver");
  }

  /** The pod's terminationGracePeriodSeconds. */
  Duration grace() {
    return executorId.isPresent() ? EXECUTOR_GRACE : DRIVER_GRACE;
  }

  @Override
  public String toString() {
    return executorId.map(id -> "demo-exec-" + id).orElse("demo-driver");
  }
}
