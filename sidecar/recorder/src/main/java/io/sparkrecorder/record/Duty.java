package io.sparkrecorder.record;

/** What a recorder does beyond its own pod. */
interface Duty extends AutoCloseable {
  /** Begins, beside the watch. */
  void start();

  /**
   * The job has ended.
   *
   * @param recorded bytes that this pod has recorded, as far as is known
   */
  void draining(long recorded);

  /** This pod's marker is sealed: ends the work. */
  void finish() throws InterruptedException;

  @Override
  void close();
}
