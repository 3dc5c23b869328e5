package io.sparkrecorder.cli;

/** Exit codes of the commands for people. */
final class Exit {
  static final int OK = 0;

  /** A requested object is missing, or its bytes are not the expected ones. */
  static final int NOT_WHOLE = 1;

  /** The command line or the settings are wrong. */
  static final int USAGE = 2;

  /** A request to S3 failed. */
  static final int S3 = 3;

  private Exit() {}
}
