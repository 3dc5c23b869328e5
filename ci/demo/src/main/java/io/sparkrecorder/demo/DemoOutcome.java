package io.sparkrecorder.demo;

import java.util.List;

/**
 * The result of a run of the demo.
 *
 * @param app id under which the recordings are stored
 * @param killed the executor that was killed
 * @param problems empty if all is well
 */
record DemoOutcome(String app, PodName killed, List<String> problems) {
  boolean good() {
    return problems.isEmpty();
  }
}
