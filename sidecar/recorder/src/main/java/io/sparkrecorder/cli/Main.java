package io.sparkrecorder.cli;

import io.sparkrecorder.record.Stop;
import java.io.PrintWriter;
import java.util.Map;

/** {@code recorder}: the sidecar and the commands around it. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    Stop stop = new Stop();
    if (isSidecar(args)) {
      // Comes first: until then a SIGTERM ends the JVM, or is lost if the JVM is PID 1.
      Signals.ask(stop);
    }
    PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    System.exit(run(args, System.getenv(), stop, out, err));
  }

  private static boolean isSidecar(String[] args) {
    return args.length == 0 || (args.length == 1 && args[0].equals("record"));
  }

  static int run(
      String[] args, Map<String, String> environment, Stop stop, PrintWriter out, PrintWriter err) {
    // The sidecar does not load the library of the command line.
    if (isSidecar(args)) {
      return new RecordCommand(environment, stop).call();
    }
    return CommandLines.run(args, environment, out, err);
  }
}
