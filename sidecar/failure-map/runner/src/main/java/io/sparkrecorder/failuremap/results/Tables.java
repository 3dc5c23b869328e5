package io.sparkrecorder.failuremap.results;

import io.sparkrecorder.failuremap.model.ExecutorRun;
import io.sparkrecorder.failuremap.model.Recording;
import io.sparkrecorder.failuremap.model.Run;
import io.sparkrecorder.failuremap.model.TaskRun;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Exports runs as three tables, runs, executors and tasks, each as CSV and as Parquet. The names of
 * columns hold the units. Cell and try join the tables.
 */
public final class Tables {
  /** The names of the tables; each becomes a file with .csv and one with .parquet. */
  public static final List<String> NAMES = List.of("runs", "executors", "tasks");

  private static final double GIB = 1L << 30;
  private static final double MILLIS_PER_SECOND = 1000;

  private Tables() {}

  /** An executor with the run that it belongs to. */
  record Executor(Run run, ExecutorRun executor) {}

  /** A task attempt with the run that it belongs to. */
  record Task(Run run, TaskRun task) {}

  static final List<Column<Run>> RUNS =
      List.of(
          Column.text("cell", Run::name),
          Column.integer("try", Run::number),
          Column.text("phase", run -> run.phase().id()),
          Column.text("join", run -> run.cell().join().id()),
          Column.text("skew_kind", run -> run.cell().skew().kind().id()),
          Column.real("skew_value", run -> run.cell().skew().value()),
          Column.integer("build_bytes", run -> run.cell().buildBytes()),
          Column.integer("probe_bytes", run -> run.cell().probeBytes()),
          Column.integer("heap_bytes", run -> run.cell().shape().heapBytes()),
          Column.integer("overhead_bytes", run -> run.cell().shape().overheadBytes()),
          Column.integer("executor_cores", run -> run.cell().shape().cores()),
          Column.integer("executors", run -> run.cell().shape().executors()),
          Column.flag("aqe", run -> run.cell().aqe()),
          Column.flag("aqe_skew_join", run -> run.cell().aqeSkewJoin()),
          Column.integer("partitions", run -> run.cell().partitions()),
          Column.integer("max_failures", Run::maxFailures),
          Column.integer("seed", Run::seed),
          Column.text("spark", Run::spark),
          Column.text("java", Run::java),
          Column.text("application", Run::application),
          Column.time("started", Run::started),
          Column.integer("wall_millis", Run::wallMillis),
          Column.text("outcome", run -> run.outcome().name()),
          Column.text("verdict", run -> run.outcome().verdict().name().toLowerCase(Locale.ROOT)),
          Column.text("failed_where", run -> run.where().id()),
          Column.text("evidence", Run::evidence),
          Column.text("plan", Run::plan),
          Column.integer("result_rows", Run::rows),
          Column.flag("result_right", Run::resultRight),
          Column.real("cost_gib_seconds", Tables::costGibSeconds),
          Column.integer(
              "memory_spilled_bytes",
              run -> run.tasks().stream().mapToLong(TaskRun::memorySpilledBytes).sum()),
          Column.integer(
              "disk_spilled_bytes",
              run -> run.tasks().stream().mapToLong(TaskRun::diskSpilledBytes).sum()),
          Column.integer(
              "task_millis", run -> run.tasks().stream().mapToLong(TaskRun::durationMillis).sum()),
          Column.integer(
              "task_gc_millis", run -> run.tasks().stream().mapToLong(TaskRun::gcMillis).sum()));

  static final List<Column<Executor>> EXECUTORS =
      List.of(
          Column.text("cell", row -> row.run().name()),
          Column.integer("try", row -> row.run().number()),
          Column.text("executor", row -> row.executor().id()),
          Column.optionalTime("started", row -> row.executor().started()),
          Column.optionalTime("removed", row -> row.executor().removed()),
          Column.optionalInteger("exit_code", row -> row.executor().exitCode()),
          Column.text("reason", row -> row.executor().reason()),
          Column.measured("heap_peak_bytes", row -> row.executor().heapPeakBytes()),
          Column.measured("rss_peak_bytes", row -> row.executor().rssPeakBytes()),
          Column.integer("limit_bytes", row -> row.executor().limitBytes()),
          Column.integer("gc_millis", row -> row.executor().gcMillis()),
          Column.text(
              "recordings",
              row ->
                  row.executor().recordings().stream()
                      .map(Recording::uri)
                      .collect(Collectors.joining(" "))),
          Column.text(
              "recording_states",
              row ->
                  row.executor().recordings().stream()
                      .map(Recording::state)
                      .collect(Collectors.joining(" "))),
          Column.text("command", row -> row.executor().command()));

  static final List<Column<Task>> TASKS =
      List.of(
          Column.text("cell", row -> row.run().name()),
          Column.integer("try", row -> row.run().number()),
          Column.integer("stage", row -> row.task().stage()),
          Column.integer("partition", row -> row.task().partition()),
          Column.integer("attempt", row -> row.task().attempt()),
          Column.text("executor", row -> row.task().executor()),
          Column.text("outcome", row -> row.task().outcome()),
          Column.integer("duration_millis", row -> row.task().durationMillis()),
          Column.integer("gc_millis", row -> row.task().gcMillis()),
          Column.integer(
              "peak_execution_memory_bytes", row -> row.task().peakExecutionMemoryBytes()),
          Column.integer("memory_spilled_bytes", row -> row.task().memorySpilledBytes()),
          Column.integer("disk_spilled_bytes", row -> row.task().diskSpilledBytes()),
          Column.integer("shuffle_read_bytes", row -> row.task().shuffleReadBytes()));

  /** Returns the memory that the executors hold, heap and overhead, times the wall time. */
  public static double costGibSeconds(Run run) {
    var shape = run.cell().shape();
    double bytes = (double) (shape.heapBytes() + shape.overheadBytes()) * shape.executors();
    return bytes / GIB * run.wallMillis() / MILLIS_PER_SECOND;
  }

  /** Writes all tables into the results folder, each file atomically. */
  public static void write(List<Run> runs, ResultsFolder folder) throws IOException {
    List<Executor> executors =
        runs.stream()
            .flatMap(run -> run.executors().stream().map(it -> new Executor(run, it)))
            .toList();
    List<Task> tasks =
        runs.stream().flatMap(run -> run.tasks().stream().map(it -> new Task(run, it))).toList();
    write("runs", RUNS, runs, folder);
    write("executors", EXECUTORS, executors, folder);
    write("tasks", TASKS, tasks, folder);
  }

  private static <T> void write(
      String name, List<Column<T>> columns, List<T> rows, ResultsFolder folder) throws IOException {
    ResultsFolder.write(folder.path().resolve(name + ".csv"), CsvFile.of(columns, rows));
    ResultsFolder.write(folder.path().resolve(name + ".parquet"), ParquetFile.of(columns, rows));
  }
}
