package io.sparkrecorder.failuremap.results;

/** A document that cannot be read; the message names the field. */
public final class BadDocument extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BadDocument(String message) {
    super(message);
  }

  BadDocument(String message, Throwable cause) {
    super(message, cause);
  }
}
