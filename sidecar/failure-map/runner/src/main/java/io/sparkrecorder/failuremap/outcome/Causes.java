package io.sparkrecorder.failuremap.outcome;

import io.sparkrecorder.failuremap.model.Outcome;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The meaning of error messages and exit codes, whoever reports them. */
final class Causes {
  private static final int JVM_OOM = 52;
  private static final int JVM_OOM_BY_FLAG = 3;
  private static final int DISK = 53;
  private static final int HEARTBEAT = 56;
  private static final int SIGKILL = 137;

  private static final Pattern TASK_MEMORY =
      Pattern.compile(
          "SparkOutOfMemoryError|can't acquire \\d+ bytes memory to build hash relation"
              + "|unable to acquire \\d+ bytes of memory|UNABLE_TO_ACQUIRE_MEMORY"
              + "|_CANNOT_ACQUIRE_MEMORY_TO_BUILD_",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BROADCAST_TIMEOUT =
      Pattern.compile("could not execute broadcast in", Pattern.CASE_INSENSITIVE);
  private static final Pattern BROADCAST_LIMIT =
      Pattern.compile(
          "not enough memory to build and broadcast"
              + "|cannot broadcast the table"
              + "|can't acquire \\d+ bytes memory to build hash relation"
              + "|larger than the max(?:imum)? (?:bytes )?(?:allowed )?for broadcast"
              + "|bigger than spark\\.driver\\.maxResultSize",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NO_SPACE =
      Pattern.compile(
          "no space left on device|disk quota exceeded|ephemeral.storage",
          Pattern.CASE_INSENSITIVE);

  /** The kubelet's words for a full disk, or a full volume of the pod. */
  private static final Pattern LOCAL_DISK =
      Pattern.compile(
          "ephemeral|emptydir volume|local storage|low on resource: (?:inodes|nodefs|imagefs)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NO_HEARTBEAT =
      Pattern.compile("heartbeat timed out|unable to send heartbeat", Pattern.CASE_INSENSITIVE);

  /** The driver's own death. Its log also has errors of tasks, behind words of Spark. */
  private static final Pattern DRIVER_OOM =
      Pattern.compile(
          "^(?:Exception in thread .*|.*Uncaught exception in thread .*|Terminating due to )?"
              + "java\\.lang\\.OutOfMemoryError",
          Pattern.MULTILINE);

  private Causes() {}

  /** An error that a task reports while its executor lives. */
  static Optional<Outcome> ofTask(String errorClass, String message) {
    String text = errorClass + ": " + message;
    if (TASK_MEMORY.matcher(text).find()) {
      return Optional.of(Outcome.TASK_OOM);
    }
    if (text.contains("java.lang.OutOfMemoryError")) {
      return Optional.of(Outcome.JVM_OOM);
    }
    return NO_SPACE.matcher(text).find() ? Optional.of(Outcome.DISK) : Optional.empty();
  }

  /** An error of a query none of whose tasks failed: the driver's. */
  static Optional<Outcome> ofDriver(String text) {
    if (BROADCAST_TIMEOUT.matcher(text).find()) {
      return Optional.of(Outcome.BROADCAST_TIMEOUT);
    }
    if (BROADCAST_LIMIT.matcher(text).find()) {
      return Optional.of(Outcome.BROADCAST_LIMIT);
    }
    if (text.contains("OutOfMemoryError")) {
      return Optional.of(Outcome.DRIVER_OOM);
    }
    return NO_SPACE.matcher(text).find() ? Optional.of(Outcome.DISK) : Optional.empty();
  }

  /** The end of an executor. */
  static Outcome ofExecutor(OptionalInt exitCode, String reason, Platform platform) {
    if (NO_SPACE.matcher(reason).find()) {
      return Outcome.DISK;
    }
    if (NO_HEARTBEAT.matcher(reason).find()) {
      return Outcome.HEARTBEAT;
    }
    return ofExit(exitCode, oomKilled(reason), platform);
  }

  /**
   * The end of an executor's pod. A SIGKILL without the word OOMKilled comes from a person, or from
   * the kubelet after the grace.
   *
   * @return empty if the pod's end does not tell the cause
   */
  static Optional<Outcome> ofPod(PodEnd pod) {
    Optional<Outcome> kill = ofKill(pod);
    if (kill.isPresent() || !pod.known()) {
      return kill;
    }
    Outcome outcome = ofExit(pod.exitCode(), false, Platform.CLUSTER);
    return outcome != Outcome.INFRASTRUCTURE || killed(pod.exitCode())
        ? Optional.of(outcome)
        : Optional.empty();
  }

  /** The end of a pod that did not end by itself; empty otherwise. */
  static Optional<Outcome> ofKill(PodEnd pod) {
    if (!pod.disruption().isEmpty()) {
      return Optional.of(
          LOCAL_DISK.matcher(pod.disruption()).find() ? Outcome.DISK : Outcome.INFRASTRUCTURE);
    }
    return pod.oomKilled() ? Optional.of(Outcome.CONTAINER_OOM) : Optional.empty();
  }

  private static boolean oomKilled(String reason) {
    return reason.toLowerCase(Locale.ROOT).contains("oomkilled")
        || reason.contains("possible container OOM");
  }

  private static Outcome ofExit(OptionalInt exitCode, boolean oomKilled, Platform platform) {
    if (oomKilled) {
      return platform == Platform.CLUSTER ? Outcome.CONTAINER_OOM : Outcome.INFRASTRUCTURE;
    }
    return switch (exitCode.orElse(0)) {
      case JVM_OOM, JVM_OOM_BY_FLAG -> Outcome.JVM_OOM;
      case DISK -> Outcome.DISK;
      case HEARTBEAT -> Outcome.HEARTBEAT;
      default -> Outcome.INFRASTRUCTURE;
    };
  }

  /** Whether a driver that is gone ran out of memory. */
  static boolean driverOutOfMemory(OptionalInt exitCode, String log) {
    int code = exitCode.orElse(0);
    return code == JVM_OOM || (!killed(exitCode) && DRIVER_OOM.matcher(log).find());
  }

  static boolean killed(OptionalInt exitCode) {
    return exitCode.orElse(0) == SIGKILL;
  }
}
