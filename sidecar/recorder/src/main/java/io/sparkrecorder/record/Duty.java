package io.sparkrecorder.record;

/** What a recorder does beyond its own pod. */
interface Duty extends AutoCloseable {
  /** Begins, beside the watch. */
  void start();

  /**
   * Ends the work: the job has ended.
   *
   * @param own this pod's own recordings, which move to the store meanwhile
   */
  void finish(PodLife own) throws InterruptedException;

  @Override
  void close();
}
