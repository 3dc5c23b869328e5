package io.sparkrecorder.testbed;

import java.time.Duration;
import java.util.Map;

/** A failure between a client and a server. */
public sealed interface Fault {
  /** The proxy responds instead of the server. */
  record Answer(int status, String code, String message) implements Fault {}

  /** A page arrives that is not from an S3 server, as from a proxy or a login form. */
  record Page(int status, String html, Map<String, String> headers) implements Fault {}

  /**
   * The response is sent after {@code afterBytes} of the body, and the connection closed with the
   * rest unread.
   */
  record EarlyAnswer(long afterBytes, Fault answer) implements Fault {}

  /** The connection ends after the request's head, without a response. */
  record HangUp() implements Fault {}

  /** The connection is cut after {@code afterBytes} of the body. */
  record Cut(long afterBytes) implements Fault {}

  /** The connection is cut after {@code afterBytes} of the response, including its head. */
  record CutAnswer(long afterBytes) implements Fault {}

  /** One byte of the body changes on the way. */
  record Corrupt(long offset) implements Fault {}

  /** The request is delayed. */
  record Delay(Duration duration) implements Fault {}

  /** The connection stays open, but nothing is read from it or sent. */
  record Swallow() implements Fault {}

  /** The Date header of the response is this much later, as from a server with another clock. */
  record Redate(Duration by) implements Fault {}

  /** The server receives the request, but its response is lost. */
  record LoseAnswer() implements Fault {}

  /** An action runs before the request is passed on. */
  record Before(Runnable action) implements Fault {}

  /** A page without further headers. */
  static Fault page(int status) {
    return new Page(status, "<html><body>" + status + "</body></html>", Map.of());
  }

  /** The server's response to too many requests. */
  static Fault slowDown() {
    return new Answer(503, "SlowDown", "Please reduce your request rate.");
  }

  /** The server's response to a lack of permission. */
  static Fault accessDenied() {
    return new Answer(403, "AccessDenied", "Access Denied");
  }

  /** The server's response to an unknown header. */
  static Fault notImplemented(String message) {
    return new Answer(501, "NotImplemented", message);
  }
}
