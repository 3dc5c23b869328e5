package io.sparkrecorder.time;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A moment after which no new work starts, on a monotonic clock: changes of the wall clock do not
 * move it.
 */
public final class Deadline {
  private final LongSupplier nanoTime;
  private final LongSupplier end;

  private Deadline(LongSupplier nanoTime, LongSupplier end) {
    this.nanoTime = nanoTime;
    this.end = end;
  }

  /** A deadline that lies {@code fromNow} ahead. */
  public static Deadline in(Duration fromNow) {
    return in(fromNow, System::nanoTime);
  }

  /** A deadline that lies {@code fromNow} ahead on the caller's clock (nanoseconds, monotonic). */
  public static Deadline in(Duration fromNow, LongSupplier nanoTime) {
    long end = nanoTime.getAsLong() + fromNow.toNanos();
    return new Deadline(nanoTime, () -> end);
  }

  /** A deadline that always equals the supplied one, so that work in progress sees it move. */
  public static Deadline following(Supplier<Deadline> current) {
    return new Deadline(System::nanoTime, () -> current.get().end.getAsLong());
  }

  /** The time that remains; zero after the deadline. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, end.getAsLong() - nanoTime.getAsLong()));
  }

  public boolean passed() {
    return left().isZero();
  }

  /** The deadline that lies this much later. */
  public Deadline plus(Duration more) {
    return new Deadline(nanoTime, () -> end.getAsLong() + more.toNanos());
  }

  /** The earlier of the two. Both must use the same clock. */
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
