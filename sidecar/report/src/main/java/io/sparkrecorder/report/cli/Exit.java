package io.sparkrecorder.report.cli;

/** Exit codes of the commands. */
final class Exit {
  static final int OK = 0;

  /** There is nothing to show, or it cannot be reached. */
  static final int NOTHING = 1;

  /** The command line or the settings are wrong. */
  static final int USAGE = 2;

  /** Some recordings could not be read; the report names them. */
  static final int PARTLY = 3;

  private Exit() {}
}
