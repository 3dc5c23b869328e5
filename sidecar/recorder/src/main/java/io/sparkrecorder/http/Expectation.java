package io.sparkrecorder.http;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Whether {@code Expect: 100-continue} is sent. It spares a server a body that it refuses, costs a
 * round trip, and is not understood by every server.
 */
final class Expectation {
  /** The body of a request that is sent faster than it is announced. */
  private static final long SMALL = 1 << 20;

  private final AtomicBoolean understood = new AtomicBoolean(true);
  private final Consumer<String> refusal;

  /**
   * @param refusal is told once how the server shows that it does not understand
   */
  Expectation(Consumer<String> refusal) {
    this.refusal = refusal;
  }

  boolean isFor(Body body) {
    return understood.get() && (body.bytes() < 0 || body.bytes() > SMALL);
  }

  void refused(String how) {
    if (understood.getAndSet(false)) {
      refusal.accept(how);
    }
  }
}
