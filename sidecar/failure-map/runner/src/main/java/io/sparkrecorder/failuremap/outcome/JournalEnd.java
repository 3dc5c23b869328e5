package io.sparkrecorder.failuremap.outcome;

/**
 * The journal's line about the end of a run.
 *
 * @param late the job cancelled it because it took too long
 * @param error the exceptions that the driver caught; empty if the query gave a result
 */
public record JournalEnd(
    long millis,
    long wallMillis,
    boolean late,
    String plan,
    String error,
    long rows,
    boolean right) {
  boolean succeeded() {
    return error.isEmpty();
  }
}
