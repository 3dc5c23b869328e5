package io.sparkrecorder.failuremap.cli;

import io.sparkrecorder.failuremap.experiment.Attempt;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.experiment.Plan;
import io.sparkrecorder.failuremap.model.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code failure-map plan}: shows the cells of an experiment. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Print the cells of an experiment in the order of their runs, and an estimate of the time.",
    footer = {
      "",
      "Exit codes: 0, 2 the experiment is wrong.",
      "",
      "Examples:",
      "  failure-map plan sidecar/failure-map/experiments/laptop.yaml"
    })
final class PlanCommand implements Callable<Integer> {
  /** Seconds per cell and per application on two cores, as measured for the documentation. */
  private static final int CELL_SECONDS = 20;

  private static final int APPLICATION_SECONDS = 15;

  @Mixin private ExperimentFile file;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Experiment experiment = file.read();
    Plan plan = new Plan(experiment);
    PrintWriter out = spec.commandLine().getOut();
    int cells = 0;
    for (Shape shape : experiment.shapes()) {
      List<Attempt> attempts = plan.screen(shape, List.of());
      out.printf("application %s: %d cells%n", shape.label(), attempts.size());
      attempts.forEach(attempt -> out.println("  " + attempt.cell().name()));
      cells += attempts.size();
    }
    int boundary = plan.boundaryTries();
    int seconds =
        cells * CELL_SECONDS
            + experiment.shapes().size() * APPLICATION_SECONDS
            + boundary * (CELL_SECONDS + APPLICATION_SECONDS);
    out.printf(
        "%d cells in the screen, at most %d further tries at boundaries, about %d minutes on two cores%n",
        cells, boundary, Math.max(1, seconds / 60));
    return Exit.OK;
  }
}
