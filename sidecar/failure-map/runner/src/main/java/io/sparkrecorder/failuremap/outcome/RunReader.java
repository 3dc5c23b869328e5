package io.sparkrecorder.failuremap.outcome;

import io.sparkrecorder.failuremap.model.Cell;
import io.sparkrecorder.failuremap.model.ExecutorRun;
import io.sparkrecorder.failuremap.model.Recording;
import io.sparkrecorder.failuremap.model.TaskRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Finds out how a run ended, and what its executors and tasks did. */
public final class RunReader {
  private final ApplicationLog log;
  private final Cell cell;
  private final String run;
  private final Map<String, PodEnd> pods;
  private final Classifier classifier;

  /**
   * Reads one run of an application.
   *
   * @param run name of the run in the event log, see {@link #name}
   * @param pods the ends of executors' pods by the executor's id, as far as they are known
   */
  public RunReader(
      ApplicationLog log, Cell cell, String run, Platform platform, Map<String, PodEnd> pods) {
    this.log = log;
    this.cell = cell;
    this.run = run;
    this.pods = pods;
    this.classifier = new Classifier(cell.join(), platform, pods);
  }

  /** The name of a run in the event log and in the journal. */
  public static String name(String cell, int number) {
    return cell + "#" + number;
  }

  /** The recordings of executors, and the command that opens one. */
  public interface Recordings {
    /**
     * The recordings of an executor.
     *
     * @param alive its JVM still runs, and writes the recording when it ends
     */
    List<Recording> of(String executor, boolean alive);

    /** The command that fetches or opens a recording. */
    String command(String executor);
  }

  /**
   * Classifies a run that the driver ended.
   *
   * @param started milliseconds at which it started
   * @param until milliseconds at which the next run could start
   */
  public Finding ended(JournalEnd end, long started, long until) {
    List<ExecutorLife> lost =
        log.executors().stream().filter(life -> life.removedBetween(started, until)).toList();
    return classifier.of(end, log.error(run), log.tasks(run), log.executors(), lost);
  }

  /** Classifies a run whose driver was gone before its end. */
  public Finding notEnded(DriverEnd end) {
    return classifier.of(end);
  }

  /** The executors that lived during the run. */
  public List<ExecutorRun> executors(long started, long until, Recordings recordings) {
    return log.executors().stream()
        .filter(life -> life.added() <= until)
        .filter(life -> life.removed().orElse(Long.MAX_VALUE) >= started)
        .map(life -> executor(life, started, until, recordings))
        .toList();
  }

  private ExecutorRun executor(ExecutorLife life, long started, long until, Recordings recordings) {
    boolean removed = life.removedBetween(started, until);
    List<Recording> found = recordings.of(life.id(), !removed);
    Peaks peaks = log.peaks(run, life.id());
    return new ExecutorRun(
        life.id(),
        Optional.of(Instant.ofEpochMilli(life.added())),
        removed
            ? Stream.of(life.removed().getAsLong()).map(Instant::ofEpochMilli).findFirst()
            : Optional.empty(),
        removed ? exitCode(life) : OptionalInt.empty(),
        removed ? life.reason().strip() : "",
        peaks.heapBytes(),
        peaks.rssBytes(),
        cell.shape().limitBytes(),
        log.tasks(run).stream()
            .filter(task -> task.executor().equals(life.id()))
            .mapToLong(TaskEnd::gcMillis)
            .sum(),
        found,
        found.isEmpty() ? "" : recordings.command(life.id()));
  }

  private OptionalInt exitCode(ExecutorLife life) {
    OptionalInt known = pods.getOrDefault(life.id(), PodEnd.UNKNOWN).exitCode();
    return known.isPresent() ? known : life.exitCode();
  }

  /** The attempts of tasks. */
  public List<TaskRun> tasks() {
    return log.tasks(run).stream().map(RunReader::task).toList();
  }

  private static TaskRun task(TaskEnd task) {
    return new TaskRun(
        task.stage(),
        task.partition(),
        task.attempt(),
        task.executor(),
        task.reason(),
        Math.max(0, task.finished() - task.launched()),
        task.gcMillis(),
        task.peakExecutionMemoryBytes(),
        task.memorySpilledBytes(),
        task.diskSpilledBytes(),
        task.shuffleReadBytes());
  }
}
