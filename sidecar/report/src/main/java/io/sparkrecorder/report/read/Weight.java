package io.sparkrecorder.report.read;

import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/** The weight of a sample and the thread that it saw. */
final class Weight {
  private static final String LOCKS = "java.util.concurrent.locks.";

  private Weight() {}

  /** The weight of an event; below 0 if it is no sample. */
  static long of(Source source, RecordedEvent event) {
    return switch (source) {
      case CPU_TIME -> event.hasField("failed") && event.getBoolean("failed") ? -1 : 1;
      case EXECUTION, NATIVE -> 1;
      case ALLOCATION -> event.getLong("weight");
      case TLAB -> event.getLong("tlabSize");
      case OUTSIDE_TLAB -> event.getLong("allocationSize");
      case MONITOR -> event.getDuration().toNanos();
      case PARK -> isLock(event) ? event.getDuration().toNanos() : -1;
      case WALL_CLOCK -> event.hasField("samples") ? Math.max(1, event.getLong("samples")) : 1;
      case MALLOC -> event.getLong("size");
    };
  }

  static RecordedThread thread(Source source, RecordedEvent event) {
    return switch (source) {
      case EXECUTION, NATIVE, WALL_CLOCK -> event.getThread("sampledThread");
      case CPU_TIME, ALLOCATION, TLAB, OUTSIDE_TLAB, MONITOR, PARK, MALLOC -> event.getThread();
    };
  }

  /** A thread that waits for work or for a condition parks as well: only locks count. */
  private static boolean isLock(RecordedEvent event) {
    RecordedClass parked = event.getClass("parkedClass");
    return parked != null
        && parked.getName().startsWith(LOCKS)
        && !parked.getName().contains("Condition");
  }
}
