package io.sparkrecorder.failuremap.results;

import com.fasterxml.jackson.jr.ob.JSON;
import io.sparkrecorder.failuremap.model.Cell;
import io.sparkrecorder.failuremap.model.ExecutorRun;
import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Phase;
import io.sparkrecorder.failuremap.model.Recording;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.model.Skew;
import io.sparkrecorder.failuremap.model.TaskRun;
import io.sparkrecorder.failuremap.model.Where;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The JSON document of one run. */
public final class RunDocument {
  /** Version of the document's structure. Readers ignore unknown fields. */
  public static final int VERSION = 1;

  private RunDocument() {}

  /** Writes the document. */
  public static byte[] write(Run run) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", VERSION);
    map.put("cell", run.name());
    map.put("try", run.number());
    map.put("phase", run.phase().id());
    putCell(map, run.cell());
    map.put("maxFailures", run.maxFailures());
    map.put("seed", run.seed());
    map.put("spark", run.spark());
    map.put("java", run.java());
    map.put("application", run.application());
    map.put("started", run.started().toString());
    map.put("wallMillis", run.wallMillis());
    map.put("outcome", run.outcome().name());
    map.put("where", run.where().id());
    map.put("evidence", run.evidence());
    map.put("plan", run.plan());
    map.put("rows", run.rows());
    map.put("resultRight", run.resultRight());
    map.put("executors", run.executors().stream().map(RunDocument::map).toList());
    map.put("tasks", run.tasks().stream().map(RunDocument::map).toList());
    return Documents.json(map);
  }

  private static void putCell(Map<String, Object> map, Cell cell) {
    map.put("shape", map(cell.shape()));
    map.put("buildBytes", cell.buildBytes());
    map.put("probeBytes", cell.probeBytes());
    map.put("join", cell.join().id());
    map.put("skew", cell.skew().fields());
    map.put("aqe", cell.aqe());
    map.put("aqeSkewJoin", cell.aqeSkewJoin());
    map.put("partitions", cell.partitions());
  }

  private static Map<String, Object> map(Shape shape) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("heapBytes", shape.heapBytes());
    map.put("overheadBytes", shape.overheadBytes());
    map.put("cores", shape.cores());
    map.put("executors", shape.executors());
    return map;
  }

  private static Map<String, Object> map(ExecutorRun executor) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", executor.id());
    putIfPresent(map, "started", executor.started().map(Instant::toString));
    putIfPresent(map, "removed", executor.removed().map(Instant::toString));
    executor.exitCode().ifPresent(code -> map.put("exitCode", code));
    map.put("reason", executor.reason());
    map.put("heapPeakBytes", executor.heapPeakBytes());
    map.put("rssPeakBytes", executor.rssPeakBytes());
    map.put("limitBytes", executor.limitBytes());
    map.put("gcMillis", executor.gcMillis());
    map.put("recordings", executor.recordings().stream().map(RunDocument::map).toList());
    map.put("command", executor.command());
    return map;
  }

  private static Map<String, Object> map(Recording recording) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("uri", recording.uri());
    map.put("state", recording.state());
    return map;
  }

  private static Map<String, Object> map(TaskRun task) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("stage", task.stage());
    map.put("partition", task.partition());
    map.put("attempt", task.attempt());
    map.put("executor", task.executor());
    map.put("outcome", task.outcome());
    map.put("durationMillis", task.durationMillis());
    map.put("gcMillis", task.gcMillis());
    map.put("peakExecutionMemoryBytes", task.peakExecutionMemoryBytes());
    map.put("memorySpilledBytes", task.memorySpilledBytes());
    map.put("diskSpilledBytes", task.diskSpilledBytes());
    map.put("shuffleReadBytes", task.shuffleReadBytes());
    return map;
  }

  private static void putIfPresent(Map<String, Object> map, String name, Optional<String> value) {
    value.ifPresent(text -> map.put(name, text));
  }

  /**
   * Reads a document.
   *
   * @throws BadDocument if it is no run document of a version that is known
   */
  public static Run read(byte[] json) {
    try {
      return run(new Fields(JSON.std.mapFrom(json), ""));
    } catch (IOException | ArithmeticException e) {
      throw new BadDocument("not a run document: " + e.getMessage(), e);
    }
  }

  private static Run run(Fields fields) {
    if (fields.number("version") != VERSION) {
      throw new BadDocument("version: expected %d".formatted(VERSION));
    }
    return new Run(
        cell(fields),
        fields.text("cell"),
        fields.count("try"),
        fields.one("phase", Phase.of(fields.text("phase"))),
        fields.count("maxFailures"),
        fields.number("seed"),
        fields.text("spark"),
        fields.text("java"),
        fields.text("application"),
        fields.time("started"),
        fields.number("wallMillis"),
        fields.one("outcome", outcome(fields.text("outcome"))),
        fields.one("where", Where.of(fields.text("where"))),
        fields.textOr("evidence", ""),
        fields.textOr("plan", ""),
        fields.numberOr("rows", 0),
        fields.flag("resultRight"),
        fields.objects("executors").stream().map(RunDocument::executor).toList(),
        fields.objects("tasks").stream().map(RunDocument::task).toList());
  }

  private static Optional<Outcome> outcome(String name) {
    return Stream.of(Outcome.values()).filter(outcome -> outcome.name().equals(name)).findFirst();
  }

  private static Cell cell(Fields fields) {
    Fields shape = fields.object("shape");
    Fields skew = fields.object("skew");
    return new Cell(
        new Shape(
            shape.size("heapBytes"),
            shape.number("overheadBytes"),
            shape.count("cores"),
            shape.count("executors")),
        fields.size("buildBytes"),
        fields.number("probeBytes"),
        fields.one("join", Join.of(fields.text("join"))),
        new Skew(skew.one("kind", Skew.Kind.of(skew.text("kind"))), skew.real("value")),
        fields.flag("aqe"),
        fields.flag("aqeSkewJoin"),
        fields.count("partitions"));
  }

  private static ExecutorRun executor(Fields fields) {
    return new ExecutorRun(
        fields.text("id"),
        fields.optionalTime("started"),
        fields.optionalTime("removed"),
        fields.optionalCount("exitCode"),
        fields.textOr("reason", ""),
        fields.numberOr("heapPeakBytes", 0),
        fields.numberOr("rssPeakBytes", 0),
        fields.numberOr("limitBytes", 0),
        fields.numberOr("gcMillis", 0),
        fields.objects("recordings").stream()
            .map(recording -> new Recording(recording.text("uri"), recording.text("state")))
            .toList(),
        fields.textOr("command", ""));
  }

  private static TaskRun task(Fields fields) {
    return new TaskRun(
        fields.count("stage"),
        fields.count("partition"),
        fields.count("attempt"),
        fields.text("executor"),
        fields.text("outcome"),
        fields.numberOr("durationMillis", 0),
        fields.numberOr("gcMillis", 0),
        fields.numberOr("peakExecutionMemoryBytes", 0),
        fields.numberOr("memorySpilledBytes", 0),
        fields.numberOr("diskSpilledBytes", 0),
        fields.numberOr("shuffleReadBytes", 0));
  }
}
