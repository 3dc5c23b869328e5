package io.sparkrecorder.bench.failuremap;

/** Adds up in which part of the time an application ran. */
final class BusyTime {
  private long before = System.nanoTime();
  private long busy;
  private long idle;
  private long idleSinceEnd;
  private boolean began;

  /** Counts the time since the last look. */
  void look(boolean running) {
    long now = System.nanoTime();
    long passed = now - before;
    before = now;
    if (running) {
      idle += idleSinceEnd;
      idleSinceEnd = 0;
      busy += passed;
      began = true;
    } else if (began) {
      idleSinceEnd += passed;
    }
  }

  /** The busy share between the first start and the last end. */
  double share() {
    return (double) busy / (busy + idle);
  }
}
