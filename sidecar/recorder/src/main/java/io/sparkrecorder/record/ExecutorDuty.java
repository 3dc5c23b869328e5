package io.sparkrecorder.record;

/** Does nothing: an executor's recorder works for its own pod alone. */
final class ExecutorDuty implements Duty {
  @Override
  public void start() {}

  @Override
  public void finish(PodLife own) {}

  @Override
  public void close() {}
}
