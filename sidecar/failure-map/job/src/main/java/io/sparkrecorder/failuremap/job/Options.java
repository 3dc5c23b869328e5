package io.sparkrecorder.failuremap.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The arguments of the job. */
final class Options {
  final List<CellSpec> cells = new ArrayList<>();
  int executors;
  Duration timeout = Duration.ofMinutes(10);
  Duration executorWait = Duration.ofMinutes(2);
  Duration settle = Duration.ofSeconds(3);
  boolean endWithInput;

  private Options() {}

  static Options parse(String[] args) {
    Options options = new Options();
    for (int at = 0; at < args.length; at++) {
      switch (args[at]) {
        case "--end-with-input":
          options.endWithInput = true;
          break;
        case "--cell":
          options.cells.add(CellSpec.parse(value(args, ++at)));
          break;
        case "--executors":
          options.executors = Integer.parseInt(value(args, ++at));
          break;
        case "--timeout-seconds":
          options.timeout = Duration.ofSeconds(Long.parseLong(value(args, ++at)));
          break;
        case "--executor-wait-seconds":
          options.executorWait = Duration.ofSeconds(Long.parseLong(value(args, ++at)));
          break;
        case "--settle-seconds":
          options.settle = Duration.ofSeconds(Long.parseLong(value(args, ++at)));
          break;
        default:
          throw new IllegalArgumentException(
              args[at]
                  + ": expected --cell SPEC, --executors N, --timeout-seconds N,"
                  + " --executor-wait-seconds N, --settle-seconds N or --end-with-input");
      }
    }
    return options;
  }

  private static String value(String[] args, int at) {
    if (at >= args.length) {
      throw new IllegalArgumentException(args[at - 1] + ": a value is missing");
    }
    return args[at];
  }
}
