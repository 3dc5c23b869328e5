package io.sparkrecorder.cli;

/**
 * A requested object is missing, or not as it should be. The message names the place that was
 * searched and tells the user the next command.
 */
public final class NotThere extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotThere(String message) {
    super(message);
  }
}
