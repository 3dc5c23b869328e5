package io.sparkrecorder.failuremap.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An executor that lived during a run.
 *
 * @param removed empty if it was alive at the end of the run
 * @param reason Spark's words for its end; empty if it was alive
 * @param heapPeakBytes highest heap that Spark's metrics showed; 0 if they showed none
 * @param rssPeakBytes highest resident memory of the process; 0 if Spark's metrics showed none
 * @param limitBytes heap and overhead; only a cluster enforces it
 * @param command the command that fetches or opens its recording; empty without a recording
 */
public record ExecutorRun(
    String id,
    Optional<Instant> started,
    Optional<Instant> removed,
    OptionalInt exitCode,
    String reason,
    long heapPeakBytes,
    long rssPeakBytes,
    long limitBytes,
    long gcMillis,
    List<Recording> recordings,
    String command) {
  public ExecutorRun {
    recordings = List.copyOf(recordings);
  }
}
