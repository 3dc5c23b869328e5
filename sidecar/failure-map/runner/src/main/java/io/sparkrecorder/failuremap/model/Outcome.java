package io.sparkrecorder.failuremap.model;

/** The class of a run's end, and whether it counts for its cell. */
public enum Outcome {
  OK(Verdict.GOOD),
  OK_SPILL(Verdict.GOOD),
  TASK_OOM(Verdict.FAILED),
  JVM_OOM(Verdict.FAILED),
  CONTAINER_OOM(Verdict.FAILED),
  BROADCAST_LIMIT(Verdict.FAILED),
  BROADCAST_TIMEOUT(Verdict.FAILED),
  FETCH_FAILED(Verdict.FAILED),
  HEARTBEAT(Verdict.FAILED),
  DISK(Verdict.FAILED),
  DRIVER_OOM(Verdict.FAILED),
  WRONG_RESULT(Verdict.FAILED),
  TIMEOUT(Verdict.FAILED),
  /** Spark chose another join than the forced one. */
  OTHER_PLAN(Verdict.NOT_COUNTED),
  /** The machine or the cluster failed, not the cell. */
  INFRASTRUCTURE(Verdict.NOT_COUNTED);

  /** The meaning of an outcome for the probability of failure. */
  public enum Verdict {
    GOOD,
    FAILED,
    NOT_COUNTED
  }

  private final Verdict verdict;

  Outcome(Verdict verdict) {
    this.verdict = verdict;
  }

  public Verdict verdict() {
    return verdict;
  }

  public boolean good() {
    return verdict == Verdict.GOOD;
  }

  public boolean failed() {
    return verdict == Verdict.FAILED;
  }

  /** Whether the run says something about its cell. */
  public boolean counts() {
    return verdict != Verdict.NOT_COUNTED;
  }
}
