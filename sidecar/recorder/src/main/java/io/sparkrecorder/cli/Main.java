package io.sparkrecorder.cli;

import java.io.PrintWriter;
import java.util.Map;

/** {@code recorder}: the sidecar and the commands around it. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    System.exit(run(args, System.getenv(), out, err));
  }

  static int run(String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
    // The sidecar does not pay for the command line's library.
    if (args.length == 0 || (args.length == 1 && args[0].equals("record"))) {
      return new RecordCommand(environment).call();
    }
    return CommandLines.run(args, environment, out, err);
  }
}
