package io.sparkrecorder.failuremap.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.failuremap.model.Cell;
import io.sparkrecorder.failuremap.model.ExecutorRun;
import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Recording;
import io.sparkrecorder.failuremap.model.Shape;
import io.sparkrecorder.failuremap.model.Skew;
import io.sparkrecorder.failuremap.model.Where;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Event logs of real jobs; {@code eventlogs/README.md} has the command that made them. */
class RecordedEventLogsTest {
  private static final long EVER = Long.MAX_VALUE;

  /** The driver's error is not known: the event log alone has to tell the class. */
  private static final String UNKNOWN = "unknown";

  private static final RunReader.Recordings NONE =
      new RunReader.Recordings() {
        @Override
        public List<Recording> of(String executor, boolean alive) {
          return List.of();
        }

        @Override
        public String command(String executor) {
          return "";
        }
      };

  @ParameterizedTest
  @CsvSource({
    "3.5, sort-merge-h512m-b1024m-hot0.5, SORT_MERGE, JVM_OOM, EXECUTOR",
    "4.1, sort-merge-h512m-b1024m-hot0.5, SORT_MERGE, JVM_OOM, EXECUTOR",
    "4.3, sort-merge-h512m-b1024m-hot0.5, SORT_MERGE, JVM_OOM, EXECUTOR",
    "3.5, shuffle-hash-h512m-b512m-hot0, SHUFFLE_HASH, TASK_OOM, TASK",
    "4.1, shuffle-hash-h512m-b512m-hot0, SHUFFLE_HASH, TASK_OOM, TASK",
    "4.3, shuffle-hash-h512m-b512m-hot0, SHUFFLE_HASH, TASK_OOM, TASK",
    "3.5, broadcast-h512m-b1024m-hot0, BROADCAST, BROADCAST_LIMIT, DRIVER",
    "4.1, broadcast-h512m-b1024m-hot0, BROADCAST, BROADCAST_LIMIT, DRIVER",
    "4.3, broadcast-h512m-b1024m-hot0, BROADCAST, BROADCAST_LIMIT, DRIVER",
  })
  void failure_is_classified(String line, String cell, Join join, Outcome outcome, Where where)
      throws IOException {
    JournalEnd end = new JournalEnd(0, 1, false, join.operator(), UNKNOWN, 0, false);
    String run = RunReader.name(cell, 1);

    Finding finding = reader(log(line, cell), join, run).ended(end, EVER, EVER);

    assertThat(finding.outcome()).isEqualTo(outcome);
    assertThat(finding.where()).isEqualTo(where);
  }

  /** The machine was broken on purpose: a full disk, a stopped executor, lost shuffle files. */
  @ParameterizedTest
  @CsvSource({
    "3.5-disk, DISK, TASK",
    "4.1-disk, DISK, TASK",
    "4.1-heartbeat, HEARTBEAT, EXECUTOR",
    "4.1-fetch, FETCH_FAILED, EXECUTOR",
  })
  void failure_of_a_broken_machine_is_classified(String log, Outcome outcome, Where where)
      throws IOException {
    JournalEnd end = new JournalEnd(0, 1, false, "SortMergeJoin", UNKNOWN, 0, false);
    String run = RunReader.name("sort-merge-h512m-b256m-hot0", 1);

    Finding finding = reader(log(log), Join.SORT_MERGE, run).ended(end, EVER, EVER);

    assertThat(finding.outcome()).isEqualTo(outcome);
    assertThat(finding.where()).isEqualTo(where);
  }

  @Test
  void executor_that_lives_without_its_shuffle_files_is_named() throws IOException {
    JournalEnd end = new JournalEnd(0, 1, false, "SortMergeJoin", UNKNOWN, 0, false);
    String run = RunReader.name("sort-merge-h512m-b256m-hot0", 1);

    Finding finding = reader(log("4.1-fetch"), Join.SORT_MERGE, run).ended(end, EVER, EVER);

    assertThat(finding.evidence())
        .startsWith("executor 1 lost its map output: ")
        .contains("FetchFailedException");
  }

  @ParameterizedTest
  @CsvSource({
    "3.5, sort-merge-h512m-b32m-hot0, OK",
    "4.1, sort-merge-h512m-b32m-hot0, OK",
    "4.3, sort-merge-h512m-b32m-hot0, OK",
    "3.5, sort-merge-h512m-b256m-hot0.5, OK_SPILL",
    "4.1, sort-merge-h512m-b256m-hot0.5, OK_SPILL",
    "4.3, sort-merge-h512m-b256m-hot0.5, OK_SPILL",
  })
  void success_is_classified(String line, String cell, Outcome outcome) throws IOException {
    JournalEnd end = new JournalEnd(0, 1, false, "SortMergeJoin", "", 1, true);
    String run = RunReader.name(cell, 1);

    assertThat(reader(log(line, cell), Join.SORT_MERGE, run).ended(end, 0, EVER).outcome())
        .isEqualTo(outcome);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "4.1", "4.3"})
  void dead_executor_has_its_exit_and_its_memory(String line) throws IOException {
    String cell = "sort-merge-h512m-b1024m-hot0.5";
    RunReader reader = reader(log(line, cell), Join.SORT_MERGE, RunReader.name(cell, 1));

    List<ExecutorRun> executors = reader.executors(0, EVER, NONE);

    assertThat(executors)
        .filteredOn(executor -> executor.exitCode().isPresent())
        .singleElement()
        .satisfies(
            executor -> {
              assertThat(executor.exitCode()).isEqualTo(OptionalInt.of(52));
              assertThat(executor.reason()).isEqualTo("Command exited with code 52");
            });
    assertThat(executors).anySatisfy(alive -> assertThat(alive.heapPeakBytes()).isPositive());
    assertThat(reader.tasks())
        .anySatisfy(task -> assertThat(task.outcome()).isEqualTo("ExecutorLostFailure"))
        .noneSatisfy(task -> assertThat(task.outcome()).isEqualTo("Resubmitted"));
  }

  private static RunReader reader(ApplicationLog log, Join join, String run) {
    Cell cell =
        new Cell(
            Shape.withDefaultOverhead(512L << 20, 1, 2), 1, 1, join, Skew.NONE, false, false, 8);
    return new RunReader(log, cell, run, Platform.LOCAL, Map.of());
  }

  private static ApplicationLog log(String line, String cell) throws IOException {
    return log(line + (cell.startsWith("shuffle") ? "-hash" : ""));
  }

  private static ApplicationLog log(String name) throws IOException {
    String resource = "/eventlogs/spark-%s.jsonl".formatted(name);
    try (InputStream in = RecordedEventLogsTest.class.getResourceAsStream(resource)) {
      return ApplicationLogReader.read(in);
    }
  }
}
