package io.sparkrecorder.failuremap.cli;

import io.sparkrecorder.cli.NotThere;
import io.sparkrecorder.failuremap.report.MapCell;
import io.sparkrecorder.failuremap.report.MapText;
import io.sparkrecorder.failuremap.results.ResultsFolder;
import io.sparkrecorder.s3.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code failure-map show}: prints the runs of one cell. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Print the runs of a cell: outcome, evidence, executors, recordings and the commands that"
            + " fetch them.",
    footer = {
      "",
      "Exit codes: 0, 1 there is no such cell, 2 wrong use, 3 some documents of runs cannot be"
          + " read.",
      "",
      "Examples:",
      "  failure-map show sort-merge-h512m-b1024m-hot0.5 --results failure-map/laptop",
      "  failure-map show sort-merge-h512m-b1024m-hot0.5 --results"
          + " s3://BUCKET/PREFIX/failure-map/ID"
    })
final class ShowCommand implements Callable<Integer> {
  private static final int SUGGESTIONS = 10;

  @ParentCommand private CommandLines parent;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CELL", description = "Name of the cell.")
  private String cell;

  @Option(
      names = "--results",
      paramLabel = "PLACE",
      description =
          "Folder of the experiment's results, or s3://BUCKET/PREFIX/ID; default ${DEFAULT-VALUE}.")
  private String results = "failure-map";

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!S3Place.is(results)) {
      return show(ReportFiles.find(Path.of(results)));
    }
    S3Place place = S3Place.of(results);
    try (ObjectStore store = ObjectStore.open(place.settings(parent.environment()));
        TemporaryFolder folder = new TemporaryFolder()) {
      return show(ReportFiles.download(place, store, folder).mirror());
    }
  }

  private int show(ResultsFolder folder) throws IOException {
    ReportFiles.Loaded loaded = ReportFiles.load(folder);
    List<MapCell> cells = loaded.map().cells();
    MapCell found =
        cells.stream()
            .filter(it -> it.name().equals(cell))
            .findFirst()
            .orElseThrow(() -> new NotThere(unknown(cells)));
    spec.commandLine().getOut().print(MapText.cell(found));
    spec.commandLine().getOut().flush();
    return ReportFiles.partly(loaded.unread(), spec.commandLine().getErr());
  }

  private String unknown(List<MapCell> cells) {
    List<String> near =
        cells.stream().map(MapCell::name).filter(name -> name.contains(cell)).toList();
    List<String> names = near.isEmpty() ? cells.stream().map(MapCell::name).toList() : near;
    return "no cell is named %s; %d cells %s, such as:%n%s"
        .formatted(
            cell,
            names.size(),
            near.isEmpty() ? "exist" : "contain it",
            names.stream()
                .limit(SUGGESTIONS)
                .map(name -> "  " + name)
                .collect(Collectors.joining("\n")));
  }
}
