package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.model.Run;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names the factors, other than those of the map, that vary in an experiment. */
final class Variants {
  private static final List<Function<Run, String>> FACTORS =
      List.of(
          run -> "probe side " + Texts.bytes((double) run.cell().probeBytes()),
          run -> adaptive(run),
          run -> run.cell().partitions() + " partitions",
          run -> cores(run.cell().shape().cores()),
          run -> executors(run.cell().shape().executors()),
          run -> "task.maxFailures " + run.maxFailures(),
          run -> "Spark " + run.spark());

  private final List<Function<Run, String>> varying;

  private Variants(List<Function<Run, String>> varying) {
    this.varying = varying;
  }

  static Variants of(List<Run> runs) {
    return new Variants(
        FACTORS.stream()
            .filter(factor -> runs.stream().map(factor).distinct().count() > 1)
            .toList());
  }

  String label(Run run) {
    return varying.stream().map(factor -> factor.apply(run)).collect(Collectors.joining(", "));
  }

  private static String adaptive(Run run) {
    if (!run.cell().aqe()) {
      return "AQE off";
    }
    return run.cell().aqeSkewJoin() ? "AQE with skew join" : "AQE without skew join";
  }

  private static String cores(int cores) {
    return cores == 1 ? "1 core" : cores + " cores";
  }

  private static String executors(int executors) {
    return executors == 1 ? "1 executor" : executors + " executors";
  }
}
