package io.sparkrecorder.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * Lists {@code recorder report} and {@code recorder open} in the help. The launcher runs them from
 * a jar of their own, so that the sidecar does not grow.
 */
final class ReportHelp {
  private ReportHelp() {}

  @Command(
      name = "report",
      description = "Make a report of an application: its pods, flame graphs, heap and GC.")
  static final class Report extends InAnotherJar {
    @Override
    String name() {
      return "report";
    }
  }

  @Command(name = "open", description = "Make a report and serve its page on this machine.")
  static final class Open extends InAnotherJar {
    @Override
    String name() {
      return "open";
    }
  }

  /** A command that this jar does not have. */
  abstract static class InAnotherJar implements Callable<Integer> {
    /** Takes all arguments, so that the error names the right place and not an option. */
    @Unmatched
    @SuppressWarnings("UnusedVariable")
    private List<String> ignored;

    abstract String name();

    @Override
    public Integer call() {
      throw new WrongUse(
          ("`recorder %s` is in report.jar: use the launcher sidecar/recorder/recorder,"
                  + " or java -jar report.jar %s")
              .formatted(name(), name()));
    }
  }
}
