package io.sparkrecorder.report.cli;

import io.sparkrecorder.cli.Program;
import io.sparkrecorder.cli.VersionProvider;
import io.sparkrecorder.report.write.Publication.NotUploaded;
import io.sparkrecorder.s3.model.S3Problem;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
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
  private final Map<String, String> environment;
  private final PrintStream out;
  @Spec private CommandSpec spec;

  private CommandLines(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    return Program.of(
            new CommandLines(environment, out),
            Program.writer(out),
            Program.writer(err),
            CommandLines::ending)
        .execute(args);
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

  private static Optional<Program.Ending> ending(Exception failure) {
    return failure instanceof NotUploaded || failure instanceof S3Problem
        ? Optional.of(Program.Ending.of(Exit.NOTHING, failure))
        : Optional.empty();
  }
}
