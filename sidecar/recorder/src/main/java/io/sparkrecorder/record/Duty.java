package io.sparkrecorder.record;

/** What a recorder does beyond its own pod. */
interface Duty extends AutoCloseable {
  /** Begins, beside the watch. */
  void start();

  /** This pod's marker is sealed: ends the work. */
  void finish() throws InterruptedException;

  @Override
  void close();
}
