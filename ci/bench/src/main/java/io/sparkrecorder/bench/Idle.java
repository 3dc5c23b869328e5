package io.sparkrecorder.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Measures the cost of idle processes: memory, processor time, and start. */
final class Idle {
  private static final Duration SETTLED = Duration.ofSeconds(10);
  private static final Duration WATCHED = Duration.ofSeconds(30);

  final Samples start = new Samples();
  final Samples resident = new Samples();
  final Samples anonymous = new Samples();
  final Samples cpu = new Samples();

  private final Supplier<Measured> program;
  private final List<Measured> running = new ArrayList<>();

  Idle(Supplier<Measured> program) {
    this.program = program;
  }

  /** Starts one process while no other one starts, and leaves it running. */
  void start() throws InterruptedException {
    Measured measured = program.get();
    running.add(measured);
    start.add(measured.untilReady().toNanos() / 1e6);
  }

  /**
   * Measures all running processes together, and ends them. An idle process does not disturb the
   * others.
   */
  static void measure(List<Idle> all) throws IOException, InterruptedException {
    try {
      Thread.sleep(SETTLED);
      List<Duration> before = new ArrayList<>();
      for (Idle idle : all) {
        for (Measured measured : idle.running) {
          idle.resident.add(measured.kilobytes("VmRSS"));
          idle.anonymous.add(measured.kilobytes("RssAnon"));
          before.add(measured.cpu());
        }
      }
      Thread.sleep(WATCHED);
      int at = 0;
      for (Idle idle : all) {
        for (Measured measured : idle.running) {
          Duration used = measured.cpu().minus(before.get(at++));
          idle.cpu.add(100.0 * used.toMillis() / WATCHED.toMillis());
        }
      }
    } finally {
      all.forEach(idle -> idle.running.forEach(Measured::close));
    }
  }
}
