package io.sparkrecorder.http;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Decides whether to send {@code Expect: 100-continue}. It saves sending a body that the server
 * refuses, but costs a round trip, and some servers do not understand it.
 */
final class Expectation {
  /** A body up to this size is sent in less time than the round trip of {@code Expect}. */
  private static final long SMALL = 1 << 20;

  private final AtomicBoolean understood = new AtomicBoolean(true);
  private final Consumer<String> refusal;

  /**
   * @param refusal called once, with the way in which the server failed to understand {@code
   *     Expect}
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
