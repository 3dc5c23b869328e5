package io.sparkrecorder.record;

/** Work of a recorder beyond its own pod. */
interface Duty extends AutoCloseable {
  /** No work: without a client for S3 nothing can be uploaded. */
  Duty NONE =
      new Duty() {
        @Override
        public void start() {}

        @Override
        public void finish(PodLife own) {}

        @Override
        public void close() {}
      };

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
