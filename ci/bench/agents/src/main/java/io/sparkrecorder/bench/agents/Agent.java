package io.sparkrecorder.bench.agents;

import java.util.List;

/**
 * An agent, as values of the chart spark-application.
 *
 * @param name shown in the table
 * @param values arguments of {@code helm --set}
 */
record Agent(String name, List<String> values) {
  static final Agent NONE = new Agent("none", List.of("agent.type=none"));

  private static final String TASK_SPANS = "agent.taskSpans=true";
  private static final String NO_TASK_SPANS = "agent.taskSpans=false";

  /** All that are compared with none. */
  static List<Agent> all() {
    return List.of(
        NONE,
        new Agent("JFR, spark", List.of("agent.jfr.settings=spark", NO_TASK_SPANS)),
        new Agent("JFR, spark, task spans", List.of("agent.jfr.settings=spark", TASK_SPANS)),
        new Agent("JFR, default", List.of("agent.jfr.settings=default", NO_TASK_SPANS)),
        new Agent("JFR, profile", List.of("agent.jfr.settings=profile", NO_TASK_SPANS)),
        new Agent("async-profiler, CPU, allocation, locks", List.of("agent.type=async-profiler")));
  }
}
