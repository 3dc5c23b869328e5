package io.sparkrecorder.failuremap.cli;

/** Exit codes of the commands. */
final class Exit {
  static final int OK = 0;

  /** There is nothing to show, or cells are left that the machine failed. */
  static final int GAPS = 1;

  /** The command line or the experiment is wrong. */
  static final int USAGE = 2;

  /** Some documents could not be read; the output names them. */
  static final int PARTLY = 3;

  private Exit() {}
}
