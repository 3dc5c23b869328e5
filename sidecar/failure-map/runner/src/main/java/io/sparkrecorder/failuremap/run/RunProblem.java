package io.sparkrecorder.failuremap.run;

/** A problem that ends the command; the message says what to do. */
public final class RunProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RunProblem(String message) {
    super(message);
  }
}
