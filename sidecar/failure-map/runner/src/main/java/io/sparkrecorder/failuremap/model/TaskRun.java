package io.sparkrecorder.failuremap.model;

/**
 * An attempt of a task.
 *
 * @param outcome Spark's name of the reason for its end, such as Success or ExceptionFailure
 */
public record TaskRun(
    int stage,
    int partition,
    int attempt,
    String executor,
    String outcome,
    long durationMillis,
    long gcMillis,
    long peakExecutionMemoryBytes,
    long memorySpilledBytes,
    long diskSpilledBytes,
    long shuffleReadBytes) {}
