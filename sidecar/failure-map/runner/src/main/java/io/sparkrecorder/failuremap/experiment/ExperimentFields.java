package io.sparkrecorder.failuremap.experiment;

import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Skew;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The effective experiment as fields of a JSON document. */
public final class ExperimentFields {
  /** Version of the document's structure. */
  private static final int VERSION = 1;

  private ExperimentFields() {}

  public static Map<String, Object> of(Experiment experiment) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", VERSION);
    map.put("id", experiment.id());
    map.put("heapBytes", experiment.heaps());
    map.put("overheadBytes", experiment.overheads());
    map.put("cores", experiment.cores());
    map.put("executors", experiment.executors());
    map.put("buildBytes", experiment.builds());
    map.put("probeBytes", experiment.probeBytes());
    map.put("join", experiment.joins().stream().map(Join::id).toList());
    map.put("skew", experiment.skews().stream().map(Skew::fields).toList());
    map.put("aqe", experiment.aqe());
    map.put("aqeSkewJoin", experiment.aqeSkewJoin());
    map.put("partitions", experiment.partitions());
    map.put("maxFailures", experiment.maxFailures());
    map.put("repeats", experiment.repeats());
    map.put("boundaryFactor", experiment.boundaryFactor());
    map.put("seed", experiment.seed());
    map.put("driverMemoryBytes", experiment.driverMemoryBytes());
    map.put("timeoutSeconds", experiment.timeout().toSeconds());
    map.put("recordings", experiment.recordings());
    map.put("sparkSettings", new TreeMap<>(experiment.spark()));
    return map;
  }
}
