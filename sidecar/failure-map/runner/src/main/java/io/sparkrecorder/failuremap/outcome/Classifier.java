package io.sparkrecorder.failuremap.outcome;

import io.sparkrecorder.failuremap.model.Join;
import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Where;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Classifies a run by the message, the error class, and the place where it failed. The place
 * matters: the same message means TASK_OOM in a task and BROADCAST_LIMIT in the driver.
 */
final class Classifier {
  private final Join forced;
  private final Platform platform;
  private final Map<String, PodEnd> pods;

  /**
   * Classifies runs of one application.
   *
   * @param pods the ends of executors' pods by the executor's id, as far as they are known
   */
  Classifier(Join forced, Platform platform, Map<String, PodEnd> pods) {
    this.forced = forced;
    this.platform = platform;
    this.pods = pods;
  }

  /**
   * Classifies a run that the driver ended.
   *
   * @param error the error of the event log; empty without one
   * @param executors all executors of the application
   * @param lost executors that were removed during the run
   */
  Finding of(
      JournalEnd end,
      String error,
      List<TaskEnd> tasks,
      List<ExecutorLife> executors,
      List<ExecutorLife> lost) {
    if (!end.plan().equals(forced.operator())) {
      return new Finding(
          Outcome.OTHER_PLAN,
          Where.NONE,
          "the final plan has %s instead of %s"
              .formatted(end.plan().isEmpty() ? "no join" : end.plan(), forced.operator()));
    }
    if (end.succeeded()) {
      return success(end, tasks);
    }
    String text = error.isEmpty() ? end.error() : error + " | " + end.error();
    if (end.late()) {
      return new Finding(
          Outcome.TIMEOUT, Where.NONE, "took longer than %d s".formatted(end.wallMillis() / 1000));
    }
    return failure(text, tasks, executors, lost);
  }

  private static Finding success(JournalEnd end, List<TaskEnd> tasks) {
    if (!end.right()) {
      return new Finding(
          Outcome.WRONG_RESULT, Where.NONE, "the result of %d rows is wrong".formatted(end.rows()));
    }
    long spilled = tasks.stream().mapToLong(TaskEnd::memorySpilledBytes).sum();
    return tasks.stream().anyMatch(TaskEnd::spilled)
        ? new Finding(
            Outcome.OK_SPILL, Where.NONE, "tasks spilled %d bytes of memory".formatted(spilled))
        : new Finding(Outcome.OK, Where.NONE, "");
  }

  /** The first failure is the cause; later ones may follow from it. */
  private Finding failure(
      String text, List<TaskEnd> tasks, List<ExecutorLife> executors, List<ExecutorLife> lost) {
    Optional<TaskEnd> first =
        tasks.stream().filter(TaskEnd::failed).min(Comparator.comparingLong(TaskEnd::finished));
    if (first.isPresent()) {
      return ofTask(first.get(), executors);
    }
    if (!lost.isEmpty()) {
      return ofExecutor(
          Collections.min(lost, Comparator.comparingLong(life -> life.removed().orElseThrow())));
    }
    return Causes.ofDriver(text)
        .map(outcome -> new Finding(outcome, Where.DRIVER, text))
        .orElseGet(() -> new Finding(Outcome.INFRASTRUCTURE, Where.DRIVER, text));
  }

  private Finding ofTask(TaskEnd task, List<ExecutorLife> executors) {
    return switch (task.reason()) {
      case "ExecutorLostFailure" ->
          ofExecutor(
              executor(task.executor(), executors)
                  .filter(executor -> executor.removed().isPresent())
                  .orElseGet(() -> ExecutorLife.lost(task.executor(), task.message())));
      case "FetchFailed" -> fetchFailed(task, executors);
      default -> exception(task, executors);
    };
  }

  private Finding exception(TaskEnd task, List<ExecutorLife> executors) {
    String text = task.errorClass() + ": " + task.message();
    Optional<Outcome> cause = Causes.ofTask(task.errorClass(), task.message());
    if (cause.isEmpty()) {
      return new Finding(Outcome.INFRASTRUCTURE, Where.TASK, text);
    }
    boolean died =
        cause.get() == Outcome.JVM_OOM
            && executor(task.executor(), executors)
                .map(life -> life.removed().isPresent())
                .orElse(false);
    return new Finding(cause.get(), died ? Where.EXECUTOR : Where.TASK, text);
  }

  private Finding fetchFailed(TaskEnd task, List<ExecutorLife> executors) {
    String of =
        executor(task.lostExecutor(), executors)
            .map(life -> "executor %s%s lost its map output".formatted(life.id(), inBrackets(life)))
            .orElse("map output is lost");
    return new Finding(Outcome.FETCH_FAILED, Where.EXECUTOR, of + ": " + task.message());
  }

  /** An executor whose disk lost the files has no reason: it lives. */
  private String inBrackets(ExecutorLife executor) {
    String reason = reason(executor);
    return reason.isEmpty() ? "" : " (" + reason + ")";
  }

  private Finding ofExecutor(ExecutorLife executor) {
    Outcome outcome =
        Causes.ofPod(pod(executor))
            .orElseGet(() -> Causes.ofExecutor(executor.exitCode(), executor.reason(), platform));
    return new Finding(
        outcome, Where.EXECUTOR, "executor %s: %s".formatted(executor.id(), reason(executor)));
  }

  private PodEnd pod(ExecutorLife executor) {
    return pods.getOrDefault(executor.id(), PodEnd.UNKNOWN);
  }

  /** Kubernetes' words come first, because Spark's are long. */
  private String reason(ExecutorLife executor) {
    return Stream.of(pod(executor).words(), executor.reason())
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining(": "));
  }

  private static Optional<ExecutorLife> executor(String id, List<ExecutorLife> executors) {
    return executors.stream().filter(executor -> executor.id().equals(id)).findFirst();
  }

  /** Classifies a run whose driver was gone before the run ended. */
  Finding of(DriverEnd driver) {
    if (driver.late()) {
      return new Finding(
          Outcome.TIMEOUT, Where.DRIVER, "the driver did not cancel the run in time");
    }
    String exit = exit(driver.pod());
    if (Causes.driverOutOfMemory(driver.pod().exitCode(), driver.log())) {
      return new Finding(Outcome.DRIVER_OOM, Where.DRIVER, exit);
    }
    Outcome outcome = Causes.ofKill(driver.pod()).orElse(Outcome.INFRASTRUCTURE);
    return new Finding(outcome, Where.DRIVER, exit);
  }

  private static String exit(PodEnd driver) {
    if (!driver.words().isEmpty()) {
      return "the driver's pod ended: " + driver.words();
    }
    return driver.exitCode().isPresent()
        ? "the driver exited with code " + driver.exitCode().getAsInt()
        : "the driver is gone";
  }
}
