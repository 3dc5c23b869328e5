package io.sparkrecorder.demo;

import java.util.List;

/**
 * How a run of the demo ended.
 *
 * @param app what the recordings are kept under
 * @param killed the executor that was lost in the middle
 * @param problems what is not as it must be; none when all is well
 */
record DemoOutcome(String app, PodName killed, List<String> problems) {
  boolean good() {
    return problems.isEmpty();
  }
}
