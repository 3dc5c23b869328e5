package io.sparkrecorder.bench;

import java.time.Duration;

/** The cost of moving the files of one {@link Work}. */
final class Transfer {
  final Samples peak = new Samples();
  final Samples throughput = new Samples();
  final Samples rate = new Samples();

  void add(int peakKilobytes, Work work, long bytes, Duration took) {
    double seconds = took.toNanos() / 1e9;
    peak.add(peakKilobytes);
    throughput.add((double) bytes / seconds / (1 << 20));
    rate.add(work.files() / seconds);
  }

  Samples speed(Work work) {
    return work.files() == 1 ? throughput : rate;
  }

  static Unit unit(Work work) {
    return work.files() == 1 ? Unit.THROUGHPUT : Unit.RATE;
  }
}
