package io.sparkrecorder.cli;

import io.sparkrecorder.config.BadSettings;
import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * Runs the command lines for people, all alike: the width of their help, one line on standard error
 * per problem, and an exit code.
 */
public final class Program {
  /** Columns of a help text. */
  public static final int WIDTH = 110;

  /** Exit code for what is not there, or cannot be read or written. */
  private static final int FAILED = 1;

  /** Exit code for a wrong command line or wrong settings. */
  private static final int WRONG_USE = 2;

  private Program() {}

  /**
   * The end of a command that failed.
   *
   * @param problems sentences for people
   */
  public record Ending(int exit, List<String> problems) {
    public static Ending of(int exit, Exception failure) {
      return new Ending(exit, List.of(Failures.message(failure)));
    }
  }

  /**
   * Prepares a command line.
   *
   * @param commands the object of its first command, whose name begins each line of a problem
   * @param endings the ends that only this program has; other failures are judged by their class,
   *     and an unknown one is a defect and keeps its stack trace
   */
  public static CommandLine of(
      Object commands,
      PrintWriter out,
      PrintWriter err,
      Function<Exception, Optional<Ending>> endings) {
    CommandLine line = new CommandLine(commands).setUsageHelpWidth(WIDTH).setOut(out).setErr(err);
    line.setExecutionExceptionHandler(
        (failure, _, _) -> {
          Optional<Ending> ending = endings.apply(failure);
          return say(line, ending.isPresent() ? ending.get() : common(failure));
        });
    return line;
  }

  /** Makes the writer of a stream that others write bytes to. */
  public static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  private static Ending common(Exception failure) throws Exception {
    return switch (failure) {
      case BadSettings e -> new Ending(WRONG_USE, e.problems());
      case WrongUse e -> Ending.of(WRONG_USE, e);
      case NotThere e -> Ending.of(FAILED, e);
      case IOException e -> new Ending(FAILED, List.of(e.toString()));
      case UncheckedIOException e -> new Ending(FAILED, List.of(String.valueOf(e.getCause())));
      default -> throw failure;
    };
  }

  private static int say(CommandLine line, Ending ending) {
    String name = line.getCommandName();
    ending.problems().stream()
        .flatMap(String::lines)
        .forEach(problem -> line.getErr().println(name + ": " + Printable.of(problem)));
    return ending.exit();
  }
}
