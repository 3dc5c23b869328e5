package io.sparkrecorder.failuremap.experiment;

import java.util.List;

/** An experiment that cannot be run; each problem says what is wrong and what to write. */
public final class BadExperiment extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  BadExperiment(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
