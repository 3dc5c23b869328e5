package io.sparkrecorder.cli;

import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.S3Problem;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line for people: {@code ls}, {@code get}, {@code doctor}, {@code help}, and others.
 */
@Command(
    name = "recorder",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Uploads the recordings of Spark pods to S3, lists, downloads and shows them.",
      "Without a command it runs the sidecar, like 'record'."
    },
    footer = {
      "",
      "Examples:",
      "  recorder ls                      applications and whether they are complete",
      "  recorder ls spark-3f2a           pods and files of one application",
      "  recorder get spark-3f2a -o out   download it and verify every checksum",
      "  recorder reap                    finish applications whose driver is gone",
      "  recorder open spark-3f2a         a page with its pods, flame graphs, heap and GC",
      "  recorder doctor -n team-a        whether its jobs can be recorded, and what to fix",
      "",
      "Settings are environment variables:",
    },
    subcommands = {
      LsCommand.class,
      GetCommand.class,
      ReapCommand.class,
      ReportHelp.Report.class,
      ReportHelp.Open.class,
      RecordHelp.class,
      DoctorCommand.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class
    })
final class CommandLines implements Runnable {
  private final Map<String, String> environment;
  @Spec private CommandSpec spec;

  private CommandLines(Map<String, String> environment) {
    this.environment = environment;
  }

  static int run(String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
    CommandLine line =
        Program.of(new CommandLines(environment), out, err, CommandLines::ending)
            .setUsageHelpWidth(SettingsTable.WIDTH);
    line.getCommandSpec()
        .usageMessage()
        .footer(withSettings(line.getCommandSpec().usageMessage().footer()));
    return line.execute(args);
  }

  Map<String, String> environment() {
    return environment;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static String[] withSettings(String[] footer) {
    String[] whole = Arrays.copyOf(footer, footer.length + 1);
    whole[footer.length] = SettingsTable.plain();
    return whole;
  }

  private static Optional<Program.Ending> ending(Exception failure) {
    return failure instanceof S3Problem e
        ? Optional.of(
            new Program.Ending(exit(e.problem().reason()), List.of(e.problem().message())))
        : Optional.empty();
  }

  private static int exit(Problem.Reason reason) {
    return switch (reason) {
      case DAMAGED, ABSENT, LOCAL_IO -> Exit.NOT_WHOLE;
      case DEADLINE,
          ACCESS_DENIED,
          NO_SUCH_BUCKET,
          UNREACHABLE,
          UNAVAILABLE,
          REFUSED,
          FULL,
          INTERNAL,
          SOURCE_CHANGED ->
          Exit.S3;
    };
  }
}
