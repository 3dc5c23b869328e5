package io.sparkrecorder.failuremap.run;

import io.sparkrecorder.failuremap.experiment.Attempt;
import io.sparkrecorder.failuremap.experiment.Experiment;
import io.sparkrecorder.failuremap.model.Cell;
import io.sparkrecorder.failuremap.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The class, the arguments and the settings of the job that every place shares. */
public final class JobSettings {
  public static final String MAIN = "io.sparkrecorder.failuremap.job.FailureMapJob";

  private JobSettings() {}

  /** The arguments of the job for these tries. */
  public static List<String> arguments(Experiment experiment, Shape shape, List<Attempt> attempts) {
    List<String> words = new ArrayList<>(List.of("--executors", "" + shape.executors()));
    words.addAll(List.of("--timeout-seconds", "" + experiment.timeout().toSeconds()));
    attempts.forEach(attempt -> words.addAll(List.of("--cell", spec(attempt, experiment))));
    return List.copyOf(words);
  }

  private static String spec(Attempt attempt, Experiment experiment) {
    Cell cell = attempt.cell();
    return String.join(
        ";",
        "cell=" + cell.name(),
        "try=" + attempt.number(),
        "join=" + cell.join().id(),
        "build=" + cell.buildBytes(),
        "probe=" + cell.probeBytes(),
        "skew=" + cell.skew().kind().id() + ":" + cell.skew().value(),
        "aqe=" + cell.aqe(),
        "aqeSkewJoin=" + cell.aqeSkewJoin(),
        "partitions=" + cell.partitions(),
        "seed=" + experiment.seed());
  }

  /** The settings of the experiment, and those that make its event log readable. */
  public static Map<String, String> spark(Experiment experiment) {
    Map<String, String> settings = new TreeMap<>(experiment.spark());
    settings.put("spark.task.maxFailures", "" + experiment.maxFailures());
    settings.put("spark.eventLog.enabled", "true");
    settings.put("spark.eventLog.rolling.enabled", "false");
    settings.put("spark.eventLog.compress", "false");
    settings.put("spark.eventLog.logStageExecutorMetrics", "true");
    settings.put("spark.executor.processTreeMetrics.enabled", "true");
    settings.put("spark.executor.metrics.pollingInterval", "1s");
    return settings;
  }
}
