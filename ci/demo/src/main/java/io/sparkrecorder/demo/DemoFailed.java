package io.sparkrecorder.demo;

/** Ends the demo with a message for the user. */
final class DemoFailed extends RuntimeException {
  private static final long serialVersionUID = 1;

  DemoFailed(String message) {
    super(message);
  }

  DemoFailed(String message, Throwable cause) {
    super(message + " (" + cause + ")", cause);
  }
}
