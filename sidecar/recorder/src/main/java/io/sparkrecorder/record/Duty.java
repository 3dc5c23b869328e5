package io.sparkrecorder.record;

/** Work of a recorder beyond its own pod. */
interface Duty extends AutoCloseable {
  /** Begins the work, concurrently with the watch. */
  void start();

  /**
   * Ends the work, because the job has ended.
   *
   * @param own life of this pod, whose recordings move to the store meanwhile
   */
  void finish(PodLife own) throws InterruptedException;

  @Override
  void close();
}
