package io.sparkrecorder.failuremap.report;

import io.sparkrecorder.failuremap.model.Outcome;
import io.sparkrecorder.failuremap.model.Where;

/** The letter of an outcome on the map, and its meaning in words. */
final class OutcomeText {
  private OutcomeText() {}

  static String letter(Outcome outcome) {
    return switch (outcome) {
      case OK -> "O";
      case OK_SPILL -> "S";
      case TASK_OOM -> "T";
      case JVM_OOM -> "J";
      case CONTAINER_OOM -> "C";
      case BROADCAST_LIMIT -> "B";
      case BROADCAST_TIMEOUT -> "W";
      case FETCH_FAILED -> "F";
      case HEARTBEAT -> "H";
      case DISK -> "K";
      case DRIVER_OOM -> "D";
      case WRONG_RESULT -> "R";
      case TIMEOUT -> "L";
      case OTHER_PLAN -> "P";
      case INFRASTRUCTURE -> "I";
    };
  }

  static String meaning(Outcome outcome) {
    return switch (outcome) {
      case OK -> "succeeded without spilling";
      case OK_SPILL -> "succeeded and spilled to disk";
      case TASK_OOM -> "a task got no execution memory; the executor lived";
      case JVM_OOM -> "an executor's heap was exhausted; its JVM ended";
      case CONTAINER_OOM -> "the kernel killed a container above its memory limit";
      case BROADCAST_LIMIT -> "the driver could not build or hold the broadcast table";
      case BROADCAST_TIMEOUT -> "the broadcast took longer than its timeout";
      case FETCH_FAILED -> "shuffle files were gone with their executor";
      case HEARTBEAT -> "an executor ended because the driver did not hear from it";
      case DISK -> "an executor had no disk space";
      case DRIVER_OOM -> "the driver's heap was exhausted";
      case WRONG_RESULT -> "the result was wrong";
      case TIMEOUT -> "the run took longer than its time limit";
      case OTHER_PLAN -> "Spark chose another join; says nothing about the cell";
      case INFRASTRUCTURE -> "the machine or cluster failed; says nothing about the cell";
    };
  }

  static String where(Where where) {
    return switch (where) {
      case DRIVER -> "in the driver";
      case TASK -> "in a task";
      case EXECUTOR -> "by the loss of an executor";
      case NONE -> "at no known place";
    };
  }
}
