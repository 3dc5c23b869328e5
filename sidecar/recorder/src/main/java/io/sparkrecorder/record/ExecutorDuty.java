package io.sparkrecorder.record;

/** An executor's recorder cares for its own pod alone. */
final class ExecutorDuty implements Duty {
  @Override
  public void start() {}

  @Override
  public void finish(PodLife own) {}

  @Override
  public void close() {}
}
