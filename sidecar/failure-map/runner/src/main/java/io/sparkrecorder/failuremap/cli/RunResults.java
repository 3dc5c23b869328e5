package io.sparkrecorder.failuremap.cli;

import io.sparkrecorder.cli.WrongUse;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.experiment.ExperimentFields;
import io.sparkrecorder.failuremap.results.BadDocument;
import io.sparkrecorder.failuremap.results.ExperimentDocument;
import io.sparkrecorder.failuremap.results.ResultsFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks results before a run, and concludes them after it; {@code place} is for messages. */
final class RunResults {
  private RunResults() {}

  /** A run that is not read would be made again, and its document be replaced. */
  static void refuseUnread(ResultsFolder folder, String place) throws IOException {
    List<String> unread = folder.runs().unread();
    if (!unread.isEmpty()) {
      throw new WrongUse(
          "%s has runs that cannot be read. Use the failure-map that made them, or delete them:\n%s"
              .formatted(place + "/runs", String.join("\n", unread)));
    }
  }

  /** Stores the experiment, or refuses results of another one. */
  static void store(
      ResultsFolder folder,
      Experiment experiment,
      String spark,
      Map<String, Object> machine,
      String place)
      throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>(ExperimentFields.of(experiment));
    fields.put("spark", spark);
    fields.put("machine", machine);
    fields.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    List<String> differences = differences(folder, fields, place);
    if (!differences.isEmpty()) {
      throw new WrongUse(
          "%s holds runs of another experiment, which differs in %s: give this one another id, or another --results"
              .formatted(place, String.join(", ", differences)));
    }
  }

  private static List<String> differences(
      ResultsFolder folder, Map<String, Object> fields, String place) throws IOException {
    try {
      return ExperimentDocument.store(folder, fields);
    } catch (BadDocument e) {
      throw new WrongUse(
          "%s/experiment.json is damaged: %s. Delete it, and type this command again: it is written anew, and finished runs stay"
              .formatted(place, e.getMessage()));
    }
  }

  /** Names the gaps, and returns the exit code. */
  static int gaps(List<String> gaps, String place, PrintWriter out) {
    gaps.forEach(
        cell ->
            out.printf(
                "gap: %s failed for reasons of the machine: failure-map show %s --results %s%n",
                cell, cell, place));
    return gaps.isEmpty() ? Exit.OK : Exit.GAPS;
  }
}
