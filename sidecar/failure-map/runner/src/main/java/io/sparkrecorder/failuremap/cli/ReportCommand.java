package io.sparkrecorder.failuremap.cli;

import io.sparkrecorder.failuremap.report.MapText;
import io.sparkrecorder.failuremap.results.BucketResults;
import io.sparkrecorder.failuremap.results.ResultsFolder;
import io.sparkrecorder.s3.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
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
      "  failure-map report failure-map/laptop",
      "  failure-map report s3://BUCKET/PREFIX/failure-map/ID"
    })
final class ReportCommand implements Callable<Integer> {
  @ParentCommand private CommandLines parent;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "PLACE",
      description =
          "Folder of the experiment's results, or s3://BUCKET/PREFIX/ID; default ${DEFAULT-VALUE}.")
  private String results = "failure-map";

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!S3Place.is(results)) {
      return report(ReportFiles.find(Path.of(results)));
    }
    S3Place place = S3Place.of(results);
    try (ObjectStore store = ObjectStore.open(place.settings(parent.environment()));
        TemporaryFolder folder = new TemporaryFolder()) {
      BucketResults bucket = ReportFiles.download(place, store, folder);
      int exit = report(bucket.mirror());
      bucket.publish();
      spec.commandLine().getOut().println("uploaded: " + place.url("report.html"));
      return exit;
    }
  }

  private int report(ResultsFolder folder) throws IOException {
    ReportFiles.Loaded loaded = ReportFiles.load(folder);
    PrintWriter out = spec.commandLine().getOut();
    out.println(MapText.summary(loaded.map()));
    out.println("report: " + ReportFiles.write(folder, loaded.map()));
    return ReportFiles.partly(loaded.unread(), spec.commandLine().getErr());
  }
}
