package io.sparkrecorder.cli;

/** The command line is incomplete. The message tells the user how to complete it. */
public final class WrongUse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WrongUse(String message) {
    super(message);
  }
}
