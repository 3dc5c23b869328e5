package io.sparkrecorder.failuremap.outcome;

/**
 * The end of an attempt of a task, as the event log tells it.
 *
 * @param reason Spark's name, such as Success or ExceptionFailure
 * @param errorClass class of the exception; empty without one
 * @param message message of the exception, or the reason of the loss
 * @param lostExecutor the executor that a failed fetch wanted to read from; empty without one
 */
record TaskEnd(
    int stage,
    int partition,
    int attempt,
    String executor,
    String reason,
    String errorClass,
    String message,
    String lostExecutor,
    long launched,
    long finished,
    long gcMillis,
    long peakExecutionMemoryBytes,
    long memorySpilledBytes,
    long diskSpilledBytes,
    long shuffleReadBytes) {
  boolean succeeded() {
    return reason.equals("Success");
  }

  /**
   * Whether the task failed by itself: Spark kills the others when it cancels their stage, and
   * resubmits tasks whose output an executor took along.
   */
  boolean failed() {
    return !succeeded() && !reason.equals("TaskKilled") && !resubmitted();
  }

  /** Tells that the output of an earlier success is lost; no attempt ended. */
  boolean resubmitted() {
    return reason.equals("Resubmitted");
  }

  boolean spilled() {
    return memorySpilledBytes > 0 || diskSpilledBytes > 0;
  }
}
