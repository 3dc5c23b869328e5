package io.sparkrecorder.failuremap.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Where;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The classes that no machine without a cluster makes, and the order of causes. */
class ClassifierTest {
  private static final String HASH = "Can't acquire 67108864 bytes memory to build hash relation";
  private static final JournalEnd FAILED = end("SortMergeJoin", "the driver's error", false);

  @Test
  void same_message_is_task_oom_in_a_task_and_broadcast_limit_in_the_driver() {
    Finding inTask = failed(List.of(exception("org.apache.spark.SparkException", HASH)), List.of());
    Finding inDriver = classifier(Platform.LOCAL).of(FAILED, HASH, List.of(), List.of(), List.of());

    assertThat(inTask.outcome()).isEqualTo(Outcome.TASK_OOM);
    assertThat(inTask.where()).isEqualTo(Where.TASK);
    assertThat(inDriver.outcome()).isEqualTo(Outcome.BROADCAST_LIMIT);
    assertThat(inDriver.where()).isEqualTo(Where.DRIVER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Command exited with code 52                                             | LOCAL   | JVM_OOM
          Command exited with code 3                                              | LOCAL   | JVM_OOM
          Command exited with code 53                                             | LOCAL   | DISK
          Command exited with code 56                                             | LOCAL   | HEARTBEAT
          Command exited with code 137                                            | LOCAL   | INFRASTRUCTURE
          Executor heartbeat timed out after 125000 ms                            | LOCAL   | HEARTBEAT
          The executor with id 1 exited with exit code 52(JVM OOM).               | CLUSTER | JVM_OOM
          The executor with id 1 exited with exit code 137(SIGKILL, possible container OOM). | CLUSTER | CONTAINER_OOM
          The executor with id 1 exited with exit code -1. reason: OOMKilled      | CLUSTER | CONTAINER_OOM
          The executor with id 1 was deleted by a user or the framework.          | CLUSTER | INFRASTRUCTURE
          Pod ephemeral local storage usage exceeds ephemeral-storage 1Gi; Evicted | CLUSTER | DISK
          """)
  void end_of_an_executor_decides(String reason, Platform platform, Outcome expected) {
    ExecutorLife executor = new ExecutorLife("1", 0, OptionalLong.of(50), reason);

    Finding finding =
        classifier(platform)
            .of(
                FAILED,
                "Job aborted",
                List.of(task("ExecutorLostFailure", "", reason, "")),
                List.of(executor),
                List.of(executor));

    assertThat(finding.outcome()).isEqualTo(expected);
    assertThat(finding.where()).isEqualTo(Where.EXECUTOR);
    assertThat(finding.evidence()).contains(reason);
  }

  /** Spark's own words would be another class: Kubernetes knows better. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          137 | OOMKilled | ''                                                    | CONTAINER_OOM
          137 | Error     | ''                                                    | INFRASTRUCTURE
          52  | Error     | ''                                                    | JVM_OOM
          53  | Error     | ''                                                    | DISK
          56  | Error     | ''                                                    | HEARTBEAT
          1   | Error     | ''                                                    | CONTAINER_OOM
          143 | Error     | Evicted: Usage of EmptyDir volume "a" exceeds the limit | DISK
          143 | Error     | Evicted: The node was low on resource: ephemeral-storage | DISK
          143 | Error     | Evicted: The node was low on resource: memory           | INFRASTRUCTURE
          137 | OOMKilled | PreemptionByScheduler: more important pod               | INFRASTRUCTURE
          """)
  void end_of_the_pod_wins_over_the_words_of_spark(
      int exitCode, String reason, String disruption, Outcome expected) {
    String words = "The executor with id 1 exited with exit code 137(possible container OOM).";
    ExecutorLife executor = new ExecutorLife("1", 0, OptionalLong.of(50), words);
    PodEnd pod = new PodEnd(OptionalInt.of(exitCode), reason, disruption);

    Finding finding =
        new Classifier(Join.SORT_MERGE, Platform.CLUSTER, Map.of("1", pod))
            .of(FAILED, "Job aborted", List.of(), List.of(executor), List.of(executor));

    assertThat(finding.outcome()).isEqualTo(expected);
    assertThat(finding.evidence()).startsWith("executor 1: " + pod.words());
  }

  @Test
  void failed_fetch_names_the_executor_that_took_the_output_along() {
    ExecutorLife executor =
        new ExecutorLife("2", 0, OptionalLong.of(50), "Command exited with code 137");

    Finding finding =
        classifier(Platform.LOCAL)
            .of(
                FAILED,
                "Job aborted",
                List.of(task("FetchFailed", "", "Connection refused", "2")),
                List.of(executor),
                List.of(executor));

    assertThat(finding.outcome()).isEqualTo(Outcome.FETCH_FAILED);
    assertThat(finding.evidence()).contains("executor 2 (Command exited with code 137)");
  }

  @Test
  void full_disk_of_a_task_is_disk() {
    assertThat(
            failed(List.of(exception("java.io.IOException", "No space left on device")), List.of()))
        .extracting(Finding::outcome)
        .isEqualTo(Outcome.DISK);
  }

  @Test
  void spark_out_of_memory_error_is_task_oom_and_not_jvm_oom() {
    assertThat(
            failed(
                List.of(
                    exception(
                        "org.apache.spark.memory.SparkOutOfMemoryError",
                        "[UNABLE_TO_ACQUIRE_MEMORY] Unable to acquire 65536 bytes of memory, got"
                            + " 0")),
                List.of()))
        .extracting(Finding::outcome)
        .isEqualTo(Outcome.TASK_OOM);
  }

  @Test
  void error_that_nothing_explains_says_nothing_about_the_cell() {
    assertThat(failed(List.of(exception("java.lang.NoClassDefFoundError", "X")), List.of()))
        .extracting(Finding::outcome)
        .isEqualTo(Outcome.INFRASTRUCTURE);
  }

  @Test
  void cancelled_run_is_a_timeout() {
    assertThat(
            classifier(Platform.LOCAL)
                .of(end("SortMergeJoin", "cancelled", true), "", List.of(), List.of(), List.of())
                .outcome())
        .isEqualTo(Outcome.TIMEOUT);
  }

  @Test
  void late_broadcast_is_told_by_spark_itself() {
    assertThat(
            classifier(Platform.LOCAL)
                .of(
                    FAILED,
                    "Could not execute broadcast in 300 secs.",
                    List.of(),
                    List.of(),
                    List.of())
                .outcome())
        .isEqualTo(Outcome.BROADCAST_TIMEOUT);
  }

  @Test
  void other_join_than_the_forced_one_is_not_counted_even_if_it_failed() {
    assertThat(
            classifier(Platform.LOCAL)
                .of(
                    end("BroadcastHashJoin", "OutOfMemoryError", false),
                    "",
                    List.of(),
                    List.of(),
                    List.of())
                .outcome())
        .isEqualTo(Outcome.OTHER_PLAN);
  }

  @Test
  void wrong_result_is_a_failure() {
    assertThat(
            classifier(Platform.LOCAL)
                .of(
                    new JournalEnd(0, 1, false, "SortMergeJoin", "", 5, false),
                    "",
                    List.of(),
                    List.of(),
                    List.of())
                .outcome())
        .isEqualTo(Outcome.WRONG_RESULT);
  }

  @Test
  void driver_that_is_gone_is_judged_by_its_exit() {
    Classifier local = classifier(Platform.LOCAL);
    Classifier cluster = classifier(Platform.CLUSTER);

    assertThat(local.of(driver(52, "")).outcome()).isEqualTo(Outcome.DRIVER_OOM);
    assertThat(local.of(driver(1, "java.lang.OutOfMemoryError: Java heap space")).outcome())
        .isEqualTo(Outcome.DRIVER_OOM);
    assertThat(local.of(driver(137, "")).outcome()).isEqualTo(Outcome.INFRASTRUCTURE);
    assertThat(cluster.of(driver("Error", "")).outcome()).isEqualTo(Outcome.INFRASTRUCTURE);
    assertThat(cluster.of(driver("OOMKilled", "")).outcome()).isEqualTo(Outcome.CONTAINER_OOM);
    assertThat(cluster.of(driver("", "PreemptionByScheduler")).outcome())
        .isEqualTo(Outcome.INFRASTRUCTURE);
    assertThat(local.of(driver(3, "")).outcome()).isEqualTo(Outcome.INFRASTRUCTURE);
  }

  @Test
  void error_of_a_task_in_the_drivers_log_is_not_the_drivers_end() {
    String task =
        "WARN TaskSetManager: Lost task 5.0 in stage 1.0 (host executor 0): "
            + "java.lang.OutOfMemoryError: Java heap space\n\tat A.b(A.java:1)\n";
    String own = "Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space\n";
    Classifier local = classifier(Platform.LOCAL);

    assertThat(local.of(driver(1, task)).outcome()).isEqualTo(Outcome.INFRASTRUCTURE);
    assertThat(local.of(driver(137, task + own)).outcome()).isEqualTo(Outcome.INFRASTRUCTURE);
    assertThat(local.of(driver(1, task + own)).outcome()).isEqualTo(Outcome.DRIVER_OOM);
  }

  @Test
  void executor_that_is_lost_first_is_the_cause() {
    ExecutorLife later = lost("10", 200, "Command exited with code 137");
    ExecutorLife first = lost("9", 100, "Command exited with code 52");

    assertThat(
            classifier(Platform.LOCAL)
                .of(FAILED, "Job aborted", List.of(), List.of(later, first), List.of(later, first))
                .outcome())
        .isEqualTo(Outcome.JVM_OOM);
  }

  private static DriverEnd driver(String reason, String disruption) {
    return new DriverEnd(new PodEnd(OptionalInt.of(137), reason, disruption), "", false);
  }

  private static ExecutorLife lost(String id, long removed, String reason) {
    return new ExecutorLife(id, 1, OptionalLong.of(removed), reason);
  }

  private static DriverEnd driver(int exitCode, String log) {
    return new DriverEnd(PodEnd.exited(OptionalInt.of(exitCode)), log, false);
  }

  private static Finding failed(List<TaskEnd> tasks, List<ExecutorLife> executors) {
    return classifier(Platform.LOCAL).of(FAILED, "Job aborted", tasks, executors, List.of());
  }

  private static Classifier classifier(Platform platform) {
    return new Classifier(Join.SORT_MERGE, platform, Map.of());
  }

  private static JournalEnd end(String plan, String error, boolean late) {
    return new JournalEnd(100, 90, late, plan, error, 0, false);
  }

  private static TaskEnd exception(String errorClass, String message) {
    return task("ExceptionFailure", errorClass, message, "");
  }

  private static TaskEnd task(String reason, String errorClass, String message, String lost) {
    return new TaskEnd(1, 0, 0, "1", reason, errorClass, message, lost, 0, 40, 0, 0, 0, 0, 0);
  }
}
