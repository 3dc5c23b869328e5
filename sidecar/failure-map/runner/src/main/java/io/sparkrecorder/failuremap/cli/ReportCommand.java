package io.sparkrecorder.failuremap.cli;

import io.sparkrecorder.failuremap.report.MapText;
import io.sparkrecorder.failuremap.results.ResultsFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code failure-map report}: derives findings, tables and the page from finished runs. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Print the findings and the boundaries of an experiment.",
      "Write report.html, and runs, executors and tasks as .csv and .parquet, into its folder."
    },
    footer = {
      "",
      "Exit codes: 0, 1 there is no run, 2 wrong use, 3 some documents of runs cannot be read.",
      "",
      "Examples:",
      "  failure-map report failure-map/laptop"
    })
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "Folder of the experiment's results; default ${DEFAULT-VALUE}.")
  private Path results = Path.of("failure-map");

  @Override
  public Integer call() throws IOException {
    ResultsFolder folder = ReportFiles.find(results);
    ReportFiles.Loaded loaded = ReportFiles.load(folder);
    PrintWriter out = spec.commandLine().getOut();
    out.println(MapText.summary(loaded.map()));
    out.println("report: " + ReportFiles.write(folder, loaded.map()));
    return ReportFiles.partly(loaded.unread(), spec.commandLine().getErr());
  }
}
