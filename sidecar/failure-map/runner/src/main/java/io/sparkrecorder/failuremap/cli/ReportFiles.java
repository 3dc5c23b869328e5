package io.sparkrecorder.failuremap.cli;

import io.sparkrecorder.cli.NotThere;
import io.sparkrecorder.cli.Printable;
import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.failuremap.report.ExperimentSummary;
import io.sparkrecorder.failuremap.report.FailureMap;
import io.sparkrecorder.failuremap.report.MapPage;
import io.sparkrecorder.failuremap.results.BadDocument;
import io.sparkrecorder.failuremap.results.BucketResults;
import io.sparkrecorder.failuremap.results.ExperimentDocument;
import io.sparkrecorder.failuremap.results.ResultsFolder;
import io.sparkrecorder.failuremap.results.Tables;
import io.sparkrecorder.s3.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the results of an experiment, and derives the tables and the page from them. */
final class ReportFiles {
  private ReportFiles() {}

  /** The map of an experiment, and a remark for each document that cannot be read. */
  record Loaded(FailureMap map, List<String> unread) {}

  /** Downloads the results of one experiment from S3. */
  static BucketResults download(S3Place place, ObjectStore store, TemporaryFolder folder)
      throws IOException, InterruptedException {
    int slash = place.prefix().lastIndexOf('/');
    String id = place.prefix().substring(slash + 1);
    BucketResults results =
        new BucketResults(store, place.prefix(), new ResultsFolder(folder.path(id)));
    results.load();
    if (!isExperiment(results.mirror().path())) {
      List<String> ids = store.folders(place.prefix().isEmpty() ? "" : place.prefix() + "/");
      throw new NotThere(
          "%s has no results. Name the folder of an experiment%s"
              .formatted(place.url(""), ids.isEmpty() ? "" : ": " + String.join(", ", ids)));
    }
    return results;
  }

  /**
   * Finds the folder of one experiment.
   *
   * @param path the folder itself, or a folder with exactly one experiment's folder
   */
  static ResultsFolder find(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new NotThere(path + " is no folder: name the results of `failure-map run`");
    }
    if (isExperiment(path)) {
      return new ResultsFolder(path);
    }
    List<Path> below;
    try (Stream<Path> folders = Files.list(path)) {
      below = folders.filter(ReportFiles::isExperiment).sorted().toList();
    }
    if (below.isEmpty()) {
      throw new NotThere(path + " has no results: run `failure-map run` first");
    }
    if (below.size() > 1) {
      throw new WrongUse(
          "%s holds several experiments, name one of them:%n%s"
              .formatted(
                  path, below.stream().map(it -> "  " + it).collect(Collectors.joining("\n"))));
    }
    return new ResultsFolder(below.getFirst());
  }

  private static boolean isExperiment(Path folder) {
    return Files.isDirectory(folder.resolve("runs"));
  }

  /** Reads all runs; an experiment without any readable one has nothing to show. */
  static Loaded load(ResultsFolder folder) throws IOException {
    ResultsFolder.Runs read = folder.runs();
    if (read.runs().isEmpty()) {
      throw new NotThere(
          Stream.concat(
                  Stream.of(folder.path() + " has no run that can be read"), read.unread().stream())
              .collect(Collectors.joining("\n")));
    }
    List<String> unread = new ArrayList<>(read.unread());
    String name = String.valueOf(folder.path().toAbsolutePath().getFileName());
    ExperimentSummary experiment =
        ExperimentSummary.of(name, experiment(folder, unread), read.runs());
    return new Loaded(FailureMap.of(experiment, read.runs()), List.copyOf(unread));
  }

  private static Map<String, Object> experiment(ResultsFolder folder, List<String> unread)
      throws IOException {
    try {
      return ExperimentDocument.read(folder);
    } catch (BadDocument e) {
      unread.add("experiment.json: " + e.getMessage());
      return Map.of();
    }
  }

  /** Writes the tables and the page into the folder. */
  static Path write(ResultsFolder folder, FailureMap map) throws IOException {
    Tables.write(map.runs(), folder);
    Path page = folder.path().resolve("report.html");
    ResultsFolder.write(page, MapPage.of(map));
    return page;
  }

  /** Tells which documents are left out, and returns the exit code. */
  static int partly(List<String> unread, PrintWriter err) {
    unread.forEach(remark -> err.println("failure-map: left out " + Printable.of(remark)));
    return unread.isEmpty() ? Exit.OK : Exit.PARTLY;
  }
}
