package io.sparkrecorder.time;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A moment after which no new work starts, on a clock that no one sets (steps of the wall clock do
 * not move it).
 */
public final class Deadline {
  private final LongSupplier nanoTime;
  private final LongSupplier end;

  private Deadline(LongSupplier nanoTime, LongSupplier end) {
    this.nanoTime = nanoTime;
    this.end = end;
  }

  /** A deadline that lies {@code from now} ahead. */
  public static Deadline in(Duration fromNow) {
    return in(fromNow, System::nanoTime);
  }

  /** As {@link #in(Duration)}, on the clock of the caller (nanoseconds, monotonic). */
  public static Deadline in(Duration fromNow, LongSupplier nanoTime) {
    long end = nanoTime.getAsLong() + fromNow.toNanos();
    return new Deadline(nanoTime, () -> end);
  }

  /** A deadline that is always the one that this supplier gives: work under way sees it move. */
  public static Deadline following(Supplier<Deadline> current) {
    return new Deadline(System::nanoTime, () -> current.get().end.getAsLong());
  }

  /** What is left; zero when the deadline has passed. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, end.getAsLong() - nanoTime.getAsLong()));
  }

  public boolean passed() {
    return left().isZero();
  }

  /** The deadline that lies this much behind this one. */
  public Deadline plus(Duration more) {
    return new Deadline(nanoTime, () -> end.getAsLong() + more.toNanos());
  }

  /** The earlier of the two. Both must be on the same clock. */
  public Deadline orEarlier(Deadline other) {
    return new Deadline(
        nanoTime,
        () ->
            other.end.getAsLong() - end.getAsLong() < 0 ? other.end.getAsLong() : end.getAsLong());
  }

  @Override
  public String toString() {
    return left().toMillis() + " ms left";
  }
}
