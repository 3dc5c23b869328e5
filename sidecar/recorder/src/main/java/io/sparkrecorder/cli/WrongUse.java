package io.sparkrecorder.cli;

/** The command line leaves something out. The message says what to type. */
final class WrongUse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongUse(String message) {
    super(message);
  }
}
