package io.sparkrecorder.armada.api;

/** A problem that one line explains to a user: the fault and its remedy. */
public final class ArmadaProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean passing;

  private ArmadaProblem(String message, boolean passing, Throwable cause) {
    super(message, cause);
    this.passing = passing;
  }

  public ArmadaProblem(String message) {
    super(message);
    this.passing = false;
  }

  static ArmadaProblem lasting(String message, Throwable cause) {
    return new ArmadaProblem(message, false, cause);
  }

  static ArmadaProblem passing(String message, Throwable cause) {
    return new ArmadaProblem(message, true, cause);
  }

  /** Whether the same request may succeed later. */
  public boolean passing() {
    return passing;
  }
}
