package io.sparkrecorder.text;

import java.util.concurrent.ExecutionException;

/** Reads failures whose message or cause may be null. */
public final class Failures {
  private Failures() {}

  /** The message, or the kind of failure if it has no message. */
  public static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }

  /** The failure of the task, or the exception itself if it names none. */
  public static Throwable cause(ExecutionException e) {
    Throwable cause = e.getCause();
    return cause == null ? e : cause;
  }
}
