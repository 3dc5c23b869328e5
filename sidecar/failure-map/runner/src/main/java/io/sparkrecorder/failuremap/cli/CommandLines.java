package io.sparkrecorder.failuremap.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sparkrecorder.cli.NotThere;
import io.sparkrecorder.cli.Printable;
import io.sparkrecorder.cli.VersionProvider;
import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.config.BadSettings;
import io.sparkrecorder.failuremap.experiment.BadExperiment;
import io.sparkrecorder.failuremap.run.RunProblem;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "failure-map",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Measures at which memory, table size, join and skew Spark's executors fail.",
    subcommands = {PlanCommand.class, RunCommand.class, ReportCommand.class, ShowCommand.class})
final class CommandLines implements Runnable {
  private static final int WIDTH = 110;

  private final Map<String, String> environment;
  @Spec private CommandSpec spec;

  private CommandLines(Map<String, String> environment) {
    this.environment = environment;
  }

  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    CommandLine line =
        new CommandLine(new CommandLines(environment))
            .setUsageHelpWidth(WIDTH)
            .setOut(new PrintWriter(out, true, out.charset()))
            .setErr(new PrintWriter(err, true, err.charset()));
    line.setExecutionExceptionHandler((failure, _, _) -> explain(line, failure));
    return line.execute(args);
  }

  Map<String, String> environment() {
    return environment;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static int explain(CommandLine line, Exception failure) throws Exception {
    return switch (failure) {
      case BadExperiment e -> say(line, Exit.USAGE, e.problems());
      case WrongUse e -> say(line, Exit.USAGE, List.of(e.getMessage()));
      case NotThere e -> say(line, Exit.GAPS, List.of(e.getMessage()));
      case BadSettings e -> say(line, Exit.USAGE, List.of(e.getMessage()));
      case S3Problem e -> say(line, Exit.GAPS, List.of(e.getMessage()));
      case KubernetesClientException e -> say(line, Exit.GAPS, List.of(withCause(e)));
      case RunProblem e -> say(line, Exit.GAPS, List.of(e.getMessage()));
      case IOException e -> say(line, Exit.GAPS, List.of(e.toString()));
      case UncheckedIOException e -> say(line, Exit.GAPS, List.of(String.valueOf(e.getCause())));
      default -> throw failure;
    };
  }

  /** The client's message names the request alone, and the cause why it failed. */
  private static String withCause(KubernetesClientException failure) {
    String message = Failures.message(failure);
    Throwable cause = failure.getCause();
    return cause == null ? message : message + " " + Failures.message(cause);
  }

  private static int say(CommandLine line, int exit, List<String> problems) {
    problems.forEach(
        problem ->
            problem
                .lines()
                .map(Printable::of)
                .forEach(text -> line.getErr().println("failure-map: " + text)));
    return exit;
  }
}
