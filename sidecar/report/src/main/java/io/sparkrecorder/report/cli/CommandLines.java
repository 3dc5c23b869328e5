package io.sparkrecorder.report.cli;

import io.sparkrecorder.cli.NotThere;
import io.sparkrecorder.cli.Printable;
import io.sparkrecorder.cli.VersionProvider;
import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.config.BadSettings;
import io.sparkrecorder.report.write.Publication.NotUploaded;
import io.sparkrecorder.s3.model.S3Problem;
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

/** The command line: {@code report} and {@code open}. */
@Command(
    name = "recorder",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows what the pods of a Spark application did.",
    subcommands = {ReportCommand.class, OpenCommand.class})
final class CommandLines implements Runnable {
  private static final int WIDTH = 110;

  private final Map<String, String> environment;
  private final PrintStream out;
  @Spec private CommandSpec spec;

  private CommandLines(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    CommandLine line =
        new CommandLine(new CommandLines(environment, out))
            .setUsageHelpWidth(WIDTH)
            .setOut(new PrintWriter(out, true, out.charset()))
            .setErr(new PrintWriter(err, true, err.charset()));
    line.setExecutionExceptionHandler((failure, _, _) -> explain(line, failure));
    return line.execute(args);
  }

  Map<String, String> environment() {
    return environment;
  }

  /** Standard output as bytes. */
  PrintStream out() {
    return out;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static int explain(CommandLine line, Exception failure) throws Exception {
    return switch (failure) {
      case BadSettings e -> say(line, Exit.USAGE, e.problems());
      case WrongUse e -> say(line, Exit.USAGE, List.of(e.getMessage()));
      case NotUploaded e -> say(line, Exit.NOTHING, List.of(e.getMessage()));
      case S3Problem e -> say(line, Exit.NOTHING, List.of(e.getMessage()));
      case NotThere e -> say(line, Exit.NOTHING, List.of(e.getMessage()));
      case IOException e -> say(line, Exit.NOTHING, List.of(e.toString()));
      case UncheckedIOException e -> say(line, Exit.NOTHING, List.of(String.valueOf(e.getCause())));
      default -> throw failure;
    };
  }

  private static int say(CommandLine line, int exit, List<String> problems) {
    problems.forEach(problem -> line.getErr().println("recorder: " + Printable.of(problem)));
    return exit;
  }
}
