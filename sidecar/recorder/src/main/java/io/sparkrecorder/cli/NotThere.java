package io.sparkrecorder.cli;

/**
 * What was asked for is not there, or not what it should be. The message says where it was looked
 * for and what to type.
 */
final class NotThere extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotThere(String message) {
    super(message);
  }
}
