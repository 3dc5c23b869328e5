package io.sparkrecorder.report.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.report.eventlog.EventLog;
import io.sparkrecorder.report.eventlog.EventLogReader;
import io.sparkrecorder.report.eventlog.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Task times of synthetic event logs become the stages of each moment. */
class TaskTimesTest {
  @TempDir private Path folder;
  private final StringBuilder log = new StringBuilder();
  private int tasks;

  @Test
  void moment_of_one_task_has_its_stage() {
    task("0", 3, 1000, 2000);

    assertThat(stagesAt("0", 1500)).containsExactly(3);
  }

  @Test
  void two_tasks_of_two_stages_share_the_time_of_both() {
    task("0", 3, 1000, 2000);
    task("0", 4, 1500, 3000);

    assertThat(stagesAt("0", 1499)).containsExactly(3);
    assertThat(stagesAt("0", 1500)).containsExactly(3, 4);
    assertThat(stagesAt("0", 2000)).containsExactly(3, 4);
    assertThat(stagesAt("0", 2001)).containsExactly(4);
  }

  @Test
  void three_stages_share_a_moment() {
    task("0", 5, 1000, 4000);
    task("0", 3, 1500, 3000);
    task("0", 4, 2000, 2500);

    assertThat(stagesAt("0", 2200)).containsExactly(3, 4, 5);
    assertThat(stagesAt("0", 2700)).containsExactly(3, 5);
    assertThat(stagesAt("0", 3500)).containsExactly(5);
  }

  @Test
  void task_covers_its_first_and_its_last_millisecond_and_no_other() {
    task("0", 3, 1000, 2000);

    assertThat(stagesAt("0", 999)).isEmpty();
    assertThat(stagesAt("0", 1000)).containsExactly(3);
    assertThat(stagesAt("0", 2000)).containsExactly(3);
    assertThat(stagesAt("0", 2001)).isEmpty();
  }

  @Test
  void tasks_that_follow_each_other_share_the_millisecond_between_them() {
    task("0", 3, 1000, 2000);
    task("0", 4, 2000, 3000);

    assertThat(stagesAt("0", 1999)).containsExactly(3);
    assertThat(stagesAt("0", 2000)).containsExactly(3, 4);
    assertThat(stagesAt("0", 2001)).containsExactly(4);
  }

  @Test
  void stage_runs_until_the_last_of_its_tasks_ends() {
    task("0", 3, 1000, 1500);
    task("0", 3, 1200, 2000);
    task("0", 4, 1700, 1800);

    assertThat(stagesAt("0", 1600)).containsExactly(3);
    assertThat(stagesAt("0", 1750)).containsExactly(3, 4);
    assertThat(stagesAt("0", 1900)).containsExactly(3);
  }

  @Test
  void tasks_of_another_executor_do_not_count() {
    task("0", 3, 1000, 2000);
    task("1", 4, 1000, 2000);

    assertThat(stagesAt("0", 1500)).containsExactly(3);
    assertThat(stagesAt("1", 1500)).containsExactly(4);
  }

  @Test
  void more_than_a_hundred_stages_at_once_are_none() {
    for (int stage = 0; stage < 100; stage++) {
      task("0", stage, 1000, 3000);
    }
    task("0", 100, 2000, 2000);

    assertThat(stagesAt("0", 1999)).hasSize(100);
    assertThat(stagesAt("0", 2000)).isEmpty();
    assertThat(stagesAt("0", 2001)).hasSize(100);
  }

  @Test
  void attempts_of_a_stage_are_different_stages() {
    task("0", 3, 1000, 2000);
    task("0", 3, 1, 1000, 2000);

    assertThat(stages("0", 1500)).containsExactly(new Stage(3, 0), new Stage(3, 1));
  }

  @Test
  void task_without_an_end_runs_until_its_executor_is_removed() {
    log.append(
        """
        {"Event":"SparkListenerTaskStart","Stage ID":3,"Stage Attempt ID":0,\
        "Task Info":{"Task ID":1,"Launch Time":1000,"Executor ID":"0"}}
        {"Event":"SparkListenerExecutorRemoved","Timestamp":2000,"Executor ID":"0",\
        "Removed Reason":"lost"}
        {"Event":"SparkListenerApplicationEnd","Timestamp":9000}
        """);

    assertThat(stagesAt("0", 2000)).containsExactly(3);
    assertThat(stagesAt("0", 2001)).isEmpty();
  }

  private void task(String executor, int stage, long launch, long finish) {
    task(executor, stage, 0, launch, finish);
  }

  private void task(String executor, int stage, int attempt, long launch, long finish) {
    log.append(
        """
        {"Event":"SparkListenerTaskEnd","Stage ID":%d,"Stage Attempt ID":%d,\
        "Task Info":{"Task ID":%d,"Launch Time":%d,"Executor ID":"%s","Finish Time":%d}}
        """
            .formatted(stage, attempt, tasks++, launch, executor, finish));
  }

  private Path write() {
    try {
      return Files.writeString(folder.resolve("log"), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Integer> stagesAt(String executor, long time) {
    return stages(executor, time).stream().map(Stage::id).toList();
  }

  private List<Stage> stages(String executor, long time) {
    EventLogReader reader = new EventLogReader();
    reader.read("log", write());
    EventLog read = reader.finish();
    assertThat(read.notes()).isEmpty();
    StageIndex index = new StageIndex();
    int number = TaskTimes.of(read.timesOn(executor).orElseThrow(), index).at(time);
    return number == StageIndex.NONE ? List.of() : index.entry(number);
  }
}
