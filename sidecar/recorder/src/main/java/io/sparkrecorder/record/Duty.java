package io.sparkrecorder.record;

/** What a recorder does beyond its own pod. */
interface Duty extends AutoCloseable {
  /** Begins, beside the watch. */
  void start();

  /**
   * The job has ended.
   *
   * @param waiting bytes that are still in this pod's spool
   */
  void draining(long waiting);

  /** This pod's marker is sealed: ends the work. */
  void finish() throws InterruptedException;

  @Override
  void close();
}
