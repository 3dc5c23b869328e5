package io.sparkrecorder.cli;

import io.sparkrecorder.record.Stop;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/**
 * Describes {@code recorder record} in the help; {@link Main} runs the command without this class.
 */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    description = {
      "Watch the spool, move recordings on, seal the marker; on a driver, ship everything to S3.",
      "Runs until SIGTERM, then drains within RECORDER_GRACE. The exit code is always 0."
    },
    footer = {
      "",
      "Example:",
      "  RECORDER_ROLE=executor RECORDER_EXECUTOR_ID=1 RECORDER_APP=spark-3f2a \\",
      "  RECORDER_POD=pi-exec-1 RECORDER_POD_UID=7d0c recorder record"
    })
final class RecordHelp implements Callable<Integer> {
  @ParentCommand private CommandLines parent;

  @Override
  public Integer call() {
    Stop stop = new Stop();
    Signals.ask(stop);
    return new RecordCommand(parent.environment(), stop).call();
  }
}
