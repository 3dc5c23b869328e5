package io.sparkrecorder.failuremap.outcome;

/** The place where executors run, which decides the meaning of a SIGKILL. */
public enum Platform {
  /** Processes without a memory limit: a SIGKILL comes from a person or another program. */
  LOCAL,
  /** Pods with a memory limit: the kernel sends SIGKILL when it is exceeded. */
  CLUSTER
}
