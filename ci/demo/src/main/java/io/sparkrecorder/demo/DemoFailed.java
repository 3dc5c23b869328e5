package io.sparkrecorder.demo;

/** Why the demo cannot go on, in a sentence for the person who started it. */
final class DemoFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  DemoFailed(String message) {
    super(message);
  }

  DemoFailed(String message, Throwable cause) {
    super(message + " (" + cause + ")", cause);
  }
}
