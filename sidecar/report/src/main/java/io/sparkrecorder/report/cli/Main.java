package io.sparkrecorder.report.cli;

import java.io.PrintStream;
import java.util.Map;

/** {@code recorder report} and {@code recorder open}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args, System.getenv(), System.out, System.err));
  }

  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    return CommandLines.run(args, environment, out, err);
  }
}
