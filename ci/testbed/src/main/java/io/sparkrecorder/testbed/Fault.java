package io.sparkrecorder.testbed;

import java.time.Duration;
import java.util.Map;

/** What may go wrong between a client and a server. */
public sealed interface Fault {
  /** The proxy answers instead of the server. */
  record Answer(int status, String code, String message) implements Fault {}

  /** Something that is no S3 server answers with a page, as a proxy or a login form does. */
  record Page(int status, String html, Map<String, String> headers) implements Fault {}

  /** The answer is sent after so many bytes of the body, and the connection closed unread. */
  record EarlyAnswer(long afterBytes, Fault answer) implements Fault {}

  /** The connection ends after the request's head, without an answer. */
  record HangUp() implements Fault {}

  /** The connection is cut after so many bytes of the body. */
  record Cut(long afterBytes) implements Fault {}

  /** The connection is cut after so many bytes of the answer, its head among them. */
  record CutAnswer(long afterBytes) implements Fault {}

  /** One byte of the body is another when it arrives. */
  record Corrupt(long offset) implements Fault {}

  /** It takes its time. */
  record Delay(Duration duration) implements Fault {}

  /** The connection stays, and no one reads from it or answers. */
  record Swallow() implements Fault {}

  /** The server gets the request, and its answer is lost. */
  record LoseAnswer() implements Fault {}

  /** Something happens before the request is passed on. */
  record Before(Runnable action) implements Fault {}

  /** A page without further headers. */
  static Fault page(int status) {
    return new Page(status, "<html><body>" + status + "</body></html>", Map.of());
  }

  /** The server's way to ask for patience. */
  static Fault slowDown() {
    return new Answer(503, "SlowDown", "Please reduce your request rate.");
  }

  /** The server's way to say that one may not. */
  static Fault accessDenied() {
    return new Answer(403, "AccessDenied", "Access Denied");
  }

  /** The server's way to say that it does not know a header. */
  static Fault notImplemented(String message) {
    return new Answer(501, "NotImplemented", message);
  }
}
